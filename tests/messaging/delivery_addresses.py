"""Addresses for the delivery machine: nothing of the engine ever opens them, so nothing seals them."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta

from messaging.clock import database_now
from messaging.models import Delivery, Mode, Sending

SOURCE = "addresses to freeze"
ADDRESSES = 6


def address_hash(address: int) -> bytes:
    return bytes([address]) * 32


@contextlib.contextmanager
def addresses_to_freeze() -> Iterator[None]:
    """Rows that a caller's queryset gives; nothing of the engine ever opens these addresses."""
    long_ago = database_now() - timedelta(days=2)
    source = Sending.objects.create(
        text=SOURCE, parts=1, mode=Mode.EXERCISE, valid_until=long_ago, created_at=long_ago, state="DONE"
    )
    Delivery.objects.bulk_create(
        Delivery(
            sending=source,
            chunk_number=0,
            channel="SMS",
            address_hash=address_hash(address),
            address_sealed=b"sealed",
            origin=address,
            state=Delivery.State.DELIVERED,
            updated_at=long_ago,
        )
        for address in range(ADDRESSES)
    )
    yield
