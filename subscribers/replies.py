"""What phones write over SMPP: a long text comes in parts, and is read once it is whole."""

import logging
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from messaging import addresses, inbound_parts
from messaging.addresses import AddressRefused
from messaging.inbound_parts import Piece
from messaging.queueing import Address
from messaging.smpp.delivered import GATEWAY, Reply
from subscribers import stopping

log = logging.getLogger(__name__)


def take(reply: Reply, *, now: datetime) -> None:
    """Keep what a phone wrote and do what it asks, in one transaction; what is no mobile's is let go.

    SMPP gives a reply no name of its own: one that the centre brings twice, because our answer was lost with
    its line, is kept twice. STOP twice is STOP, and START twice is START.
    """
    try:
        with transaction.atomic():
            text = _whole(reply, now)
            if text is not None:
                _receive(reply.number, text, now)
    except AddressRefused:
        log.warning("a reply from what is no French mobile number was not kept")


def take_late(*, now: datetime) -> int:
    """Read what waited too long for a missing part; returns how many texts."""
    with transaction.atomic():
        late = inbound_parts.take_late(now=now)
        for sealed, text in late:
            try:
                _receive(addresses.unseal(sealed), text, now)
            except addresses.Unreadable:
                log.warning("a reply sealed with another key was not kept")
    return len(late)


def _whole(reply: Reply, now: datetime) -> str | None:
    if reply.parts == 1:
        return reply.text
    piece = Piece(reply.series, reply.part, reply.parts, reply.text)
    return inbound_parts.join(gateway=GATEWAY, to=Address.of(reply.number), piece=piece, now=now)


def _receive(number: str, text: str, now: datetime) -> None:
    stopping.receive(gateway=GATEWAY, reference=str(uuid4()), number=number, text=text, now=now)
