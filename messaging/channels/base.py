"""What a channel must be able to do, and the four things a gateway can answer."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Outcome(StrEnum):
    """Exactly one per network call."""

    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"  # for good: trying again would not help
    NOT_SENT = "NOT_SENT"  # provably not sent: try later
    UNKNOWN = "UNKNOWN"  # it may have left: nobody tries again in silence


@dataclass(frozen=True)
class Message:
    """One text to one address; the address stays sealed until the channel writes it to the wire.

    `attempt` is the number of this call for this delivery, from 1: receipts name it. `valid_for` is how long
    it is still worth delivering, from when it was made.
    """

    delivery_id: int
    attempt: int
    address_sealed: bytes
    text: str
    valid_for: timedelta

    @property
    def reference(self) -> str:
        """Our own name for this call, for gateways that carry one: no address can be read in it."""
        return f"{self.delivery_id}-{self.attempt}"

    @property
    def valid_minutes(self) -> int:
        """`valid_for` for gateways that count in whole minutes, one at least."""
        return max(1, self.valid_for // timedelta(minutes=1))


@dataclass(frozen=True)
class Result:
    """What became of one message; `detail` is short, French, and names no address.

    `references` are the gateway's own names, one a part, in order, where receipts use nothing else.
    `personal` says that the answer concerns this address alone: it tells nothing about the gateway's health.
    """

    delivery_id: int
    outcome: Outcome
    detail: str = ""
    references: tuple[str, ...] = ()
    personal: bool = False


class Idempotency(StrEnum):
    """What a gateway makes of a message that it is given twice."""

    NONE = "none"  # it sends it twice
    REFERENCE = "reference"  # it sends it twice, and can be asked about our reference
    KEY = "key"  # it sends it once


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a gateway offers, as its documentation says it.

    `kind` is a ChannelKind; `bulk_size` is how many messages one call carries; `live` says that it reaches
    real people, so that an exercise can never load it.
    """

    kind: str
    idempotency: Idempotency
    bulk_size: int
    receipts: bool
    look_up: bool
    validity: bool
    encodings: tuple[str, ...]
    live: bool


class Channel(Protocol):
    """One provider per file. `submit` answers for every message, and never raises for one of them.

    `look_up` is asked only where the capabilities say so: ACCEPTED, REFUSED, NOT_SENT where the gateway
    surely never saw the message, UNKNOWN where it cannot tell.
    """

    name: str
    capabilities: Capabilities

    def submit(self, messages: Sequence[Message]) -> list[Result]: ...

    def look_up(self, messages: Sequence[Message]) -> list[Result]: ...

    def close(self) -> None: ...


@runtime_checkable
class Overlapping(Channel, Protocol):
    """A channel that takes more messages before it has answered for the ones before.

    Its line never falls silent so. `begin` is `submit` that does not wait; it is called by one thread.
    """

    def begin(self, messages: Sequence[Message]) -> Future[list[Result]]: ...
