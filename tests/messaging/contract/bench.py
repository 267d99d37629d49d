"""What each channel brings to the contract: a gateway that is really there, and how it may fail."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

import pytest

from messaging import addresses
from messaging.channels.base import Channel, Message, Outcome
from messaging.clock import database_now
from messaging.models import Delivery, Mode, Sending
from messaging.sms_text import measure
from tests.deployment import defaults
from tests.stack import until

TEXT = "Vol place Vendome. Un doute : 17."
VALID = timedelta(hours=2)
UNREADABLE = b"\x01 sealed by somebody else, long ago"


class Fault(StrEnum):
    """A way in which a gateway, or what stands before it, fails."""

    NOBODY = "nobody listens"
    DROPPED = "a firewall that drops us"
    OVERLOADED = "429 or its like"
    UNAVAILABLE = "503 or its like"
    WRONG_PASSWORD = "another password"
    SILENT = "takes the message and says nothing"
    CUT = "takes the message and cuts the line"
    HTML = "a page for people"
    GARBAGE = "bytes that mean nothing"
    TRUNCATED = "half an answer"
    DRIP = "an answer of one byte at a time"
    ENDLESS = "an answer of 200 MB"
    REDIRECT = "another address to go to"


# The whole contract of failures. What surely did not leave is tried again; what may have left is not.
PROMISED = {
    Fault.NOBODY: Outcome.NOT_SENT,
    Fault.DROPPED: Outcome.NOT_SENT,
    Fault.OVERLOADED: Outcome.NOT_SENT,
    Fault.UNAVAILABLE: Outcome.NOT_SENT,
    Fault.WRONG_PASSWORD: Outcome.NOT_SENT,
    Fault.SILENT: Outcome.UNKNOWN,
    Fault.CUT: Outcome.UNKNOWN,
    Fault.HTML: Outcome.UNKNOWN,
    Fault.GARBAGE: Outcome.UNKNOWN,
    Fault.TRUNCATED: Outcome.UNKNOWN,
    Fault.DRIP: Outcome.UNKNOWN,
    Fault.ENDLESS: Outcome.UNKNOWN,
    Fault.REDIRECT: Outcome.UNKNOWN,
}


@dataclass(frozen=True)
class Arrival:
    """One whole text at one address, its parts put together; `minutes` of validity where they can be seen."""

    address: str
    text: str
    sender: str = ""
    minutes: int | None = None
    reference: str = ""


class Bench(ABC):
    """One channel before its gateway. `faults` are those that it can have: each has its tests.

    `keeps_connection`: a second submit uses the connection of the first. `concurrent`:
    several messages are under way at once. `overlaps`: so are several groups.
    `refuses`: it can be told to refuse an address for good.
    `shows_validity`, `shows_reference`: these can be seen where messages arrive.
    `bench_setting`, when true, says that the phones behind it are fictitious; empty: they always are.
    """

    faults: ClassVar[frozenset[Fault]] = frozenset()
    keeps_connection: ClassVar[bool] = False
    concurrent: ClassVar[bool] = False
    overlaps: ClassVar[bool] = False
    refuses: ClassVar[bool] = False
    shows_validity: ClassVar[bool] = False
    shows_reference: ClassVar[bool] = False
    bench_setting: ClassVar[str] = ""
    live: ClassVar[bool] = True

    def __init__(self, settings: pytest.FixtureRequest) -> None:
        self.settings = settings

    @classmethod
    @abstractmethod
    def open(cls, request: pytest.FixtureRequest) -> AbstractContextManager["Bench"]:
        """Start, or borrow, the gateway and point the settings at it; end it afterwards."""

    @abstractmethod
    def channel(self) -> Channel:
        """A channel of the product, as the engine makes it."""

    @abstractmethod
    def arrived(self) -> list[Arrival]:
        """What reached the phones since this bench was opened, in any order."""

    def fail(self, fault: Fault) -> None:
        """From now on the gateway fails in this way."""
        raise NotImplementedError

    def recover(self) -> None:
        raise NotImplementedError

    def refuse(self, address: str) -> None:
        """From now on this address is refused for good."""
        raise NotImplementedError

    def asked(self) -> int:
        """How many messages the failing gateway was given."""
        raise NotImplementedError

    def swallowed(self) -> int:
        """How many bytes of an endless answer were taken from the gateway."""
        return 0

    def connections(self) -> int:
        """How many connections were made to the gateway."""
        raise NotImplementedError

    def address(self, number: int) -> str:
        return f"+3363998{number:04d}"

    def nobodies(self) -> list[str]:
        """Addresses that belong to nobody, by convention."""
        return ["+33639980000", "+33639989999", "+999000000000", "+999123456789"]

    def sender(self) -> str:
        """Whom a message comes from, as a phone shows it."""
        return self.settings.SMS_SENDER

    def patience(self) -> int:
        """Seconds in which a group must end, whatever its gateway does."""
        return 2 * self.settings.GATEWAY_TIMEOUT_SECONDS

    def default(self, name: str) -> object:
        """What a setting is when nothing is said: read where it is written."""
        return defaults()[name]

    def addresses(self, count: int) -> list[str]:
        return [self.address(number) for number in range(count)]

    def wait_for(self, count: int) -> list[Arrival]:
        until(lambda: len(self.arrived()) >= count, f"{count} arrivals")
        return self.arrived()

    @contextmanager
    def opened(self) -> Iterator[Channel]:
        """A channel that is closed afterwards."""
        channel = self.channel()
        try:
            yield channel
        finally:
            channel.close()

    def messages(
        self, to: Iterable[str], *, text: str = TEXT, valid: timedelta = VALID, attempt: int = 1
    ) -> list[Message]:
        """Messages with the rows that the engine would have frozen and marked for them."""
        now = database_now()
        sending = Sending.objects.create(
            text=text,
            parts=measure(text).parts,
            mode=Mode.LIVE if self.live else Mode.EXERCISE,
            valid_until=now + valid,
            created_at=now,
        )
        return [self._message(sending, address, attempt, valid) for address in to]

    def unreadable(self, message: Message) -> Message:
        return Message(message.delivery_id, 1, UNREADABLE, message.text, message.valid_for)

    def _message(self, sending: Sending, address: str, attempt: int, valid: timedelta) -> Message:
        delivery = Delivery.objects.create(
            sending=sending,
            chunk_number=0,
            channel=self.channel_kind(),
            address_hash=addresses.fingerprint(address),
            address_sealed=addresses.seal(address),
            state=Delivery.State.SUBMITTING,
            attempts=attempt,
            updated_at=sending.created_at,
        )
        return Message(delivery.pk, attempt, bytes(delivery.address_sealed), sending.text, valid)

    def channel_kind(self) -> str:
        with self.opened() as channel:
            return channel.capabilities.kind
