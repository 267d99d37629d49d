"""A gateway that can be asked what became of a call, and answers the truth, or nothing."""

from collections.abc import Sequence

from messaging.channels.base import Capabilities, Idempotency, Message, Outcome, Result
from tests.messaging.delivery_model import World


class Ledger:
    """A gateway that can be asked: it tells what became of each call, as the model's world has it."""

    world: World
    answers = True
    name = "asked"
    capabilities = Capabilities(
        kind="SMS",
        idempotency=Idempotency.REFERENCE,
        bulk_size=1,
        receipts=True,
        look_up=True,
        validity=False,
        encodings=(),
        live=False,
    )

    def submit(self, messages: Sequence[Message]) -> list[Result]:
        raise AssertionError("the machine itself stands for the call")

    def look_up(self, messages: Sequence[Message]) -> list[Result]:
        return [Result(one.delivery_id, self._told(one)) for one in messages]

    def close(self) -> None:
        """Nothing was opened."""

    def _told(self, message: Message) -> Outcome:
        if not Ledger.answers:
            return Outcome.UNKNOWN
        left = Ledger.world.left[message.delivery_id, message.attempt]
        return Outcome.ACCEPTED if left else Outcome.NOT_SENT
