"""SMPP 3.4, straight to an operator: one line for the life of the channel, a window of texts under way.

Receipts and replies come on a line of their own (messaging/smpp/receiver.py). A centre keeps no name of ours
(user_message_reference has 16 bits, and nobody can ask about it): what is unknown stays so.
"""

import time
from collections import deque
from collections.abc import Sequence

from django.conf import settings

from messaging.channels.base import Capabilities, Idempotency, Message, Outcome, Result
from messaging.channels.recipients import NobodyThere, address_of, refused
from messaging.models import ChannelKind
from messaging.smpp import line as lines
from messaging.smpp import text as texts
from messaging.smpp.line import Line, LineLost
from messaging.smpp.window import Text, Window
from messaging.sms_text import GSM7, UCS2

# A line that was silent for so long is asked whether it is alive before a text is given to it.
FRESH_SECONDS = 5.0


class SmppChannel:
    """Binds at the first text, and again when the line is lost."""

    name = "smpp"
    capabilities = Capabilities(
        kind=ChannelKind.SMS,
        idempotency=Idempotency.NONE,
        bulk_size=1,
        receipts=True,
        look_up=False,
        validity=True,
        encodings=(GSM7, UCS2),
        live=True,
    )

    def __init__(self) -> None:
        self._line: Line | None = None
        self._stop_at = 0.0

    def submit(self, messages: Sequence[Message]) -> list[Result]:
        """Ends within half a lease and one GATEWAY_TIMEOUT_SECONDS, even where the line is bound anew."""
        self._stop_at = time.monotonic() + settings.LEASE_SECONDS / 2
        prepared = [_prepare(message) for message in messages]
        self._look_at_the_line()
        waiting = deque(one for one in prepared if isinstance(one, Text))
        Window(line=self._bound, drop=self._drop, waiting=waiting, stop_at=self._stop_at).run()
        return [one.result() if isinstance(one, Text) else one for one in prepared]

    def look_up(self, messages: Sequence[Message]) -> list[Result]:
        """A centre can be asked about its own names only, and unknown is what has none."""
        return [Result(message.delivery_id, Outcome.UNKNOWN) for message in messages]

    def close(self) -> None:
        if self._line is not None:
            self._line.say_goodbye()
            self._line = None

    def _bound(self) -> Line:
        if self._line is None:
            self._line = lines.bound(lines.TRANSMITTER, until=self._stop_at)
        # The last text may be given at the last moment, and is answered in the time of any other.
        self._line.until = self._stop_at + settings.GATEWAY_TIMEOUT_SECONDS
        return self._line

    def _drop(self) -> None:
        if self._line is not None:
            self._line.hang_up()
            self._line = None

    def _look_at_the_line(self) -> None:
        """A line that was closed meanwhile must be found out before a text is given to it, not after."""
        if self._line is None:
            return
        self._line.until = self._stop_at
        try:
            self._line.drain()
            if time.monotonic() - self._line.heard_at > FRESH_SECONDS:
                self._line.probe()
        except LineLost:
            self._drop()


def _prepare(message: Message) -> Text | Result:
    """The parts of a message, or why there are none."""
    try:
        number = address_of(message, fictitious=settings.SMPP_IS_BENCH)
    except NobodyThere as error:
        return refused(message, error)
    return Text(message.delivery_id, texts.submits(message, number))
