"""What a channel must be able to do, and the four things a gateway can answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """Exactly one per network call."""

    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"  # for good: trying again would not help
    NOT_SENT = "NOT_SENT"  # provably not sent: try later
    UNKNOWN = "UNKNOWN"  # it may have left: nobody tries again in silence


@dataclass(frozen=True)
class Message:
    """One text to one address; the address stays sealed until the channel writes it to the wire."""

    delivery_id: int
    address_sealed: bytes
    text: str
    valid_until: datetime


@dataclass(frozen=True)
class Result:
    """What became of one message; `detail` is short, French, and names no address."""

    delivery_id: int
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a gateway offers; `idempotency` is "none", "reference" or "key"."""

    idempotency: str
    receipts: bool
    look_up: bool
    validity: bool


class Channel(Protocol):
    """One provider per file. `submit` answers for every message, and never raises for one of them."""

    name: str
    capabilities: Capabilities

    def submit(self, messages: Sequence[Message]) -> list[Result]: ...

    def close(self) -> None: ...
