"""One text to one phone: a code, an answer, a word."""

from datetime import datetime

from messaging.models import ChannelKind, Sending
from messaging.queueing import Address, queue

Priority = Sending.Priority


def answer(*, to: Address, text: str, valid_until: datetime, now: datetime) -> Sending:
    """Queue what the address asked for before all alerts, and ring; it leaves even after a STOP."""
    return queue(
        to=[to], kind=ChannelKind.SMS, text=text, priority=Priority.CODE, valid_until=valid_until, now=now
    )


def inform(*, to: Address, text: str, valid_until: datetime, now: datetime) -> Sending:
    """Queue a word that nobody is waiting for after all alerts, and ring; a STOP holds it back."""
    return queue(
        to=[to], kind=ChannelKind.SMS, text=text, priority=Priority.NEWS, valid_until=valid_until, now=now
    )
