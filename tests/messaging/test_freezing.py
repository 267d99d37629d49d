import hashlib

import pytest
from django.db import connection

from messaging import addresses
from messaging.models import Delivery, Sending, Suppression
from tests.messaging.queue import frozen, numbers

pytestmark = pytest.mark.django_db


def test_every_address_is_frozen_once_in_chunks(settings: pytest.FixtureRequest) -> None:
    settings.CHUNK_SIZE = 4

    sending = frozen(numbers(10))

    assert sending.frozen_count == Delivery.objects.filter(sending=sending).count() == 10
    assert sorted(sending.chunks.values_list("number", flat=True)) == [0, 1, 2]


def test_an_address_that_said_stop_is_left_out() -> None:
    silent, heard = numbers(2)
    Suppression.objects.create(
        channel="SMS", address_hash=addresses.fingerprint(silent), why="STOP", since="2026-01-01T00:00Z"
    )

    sending = frozen([silent, heard])

    (delivery,) = Delivery.objects.filter(sending=sending)
    assert bytes(delivery.address_hash) == addresses.fingerprint(heard)


def test_the_list_hash_is_over_the_sorted_address_hashes() -> None:
    sending = frozen(numbers(3))

    expected = hashlib.sha256(b"".join(sorted(addresses.fingerprint(n) for n in numbers(3)))).hexdigest()
    assert sending.list_hash == expected


def test_an_empty_list_is_done_at_once() -> None:
    sending = frozen([])

    assert (sending.frozen_count, sending.state) == (0, Sending.State.DONE)


def test_deliveries_leave_room_in_their_pages_and_index_no_state() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'messaging_delivery'")
        (options,) = cursor.fetchone()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'messaging_delivery'")
        indexes = " ".join(row[0] for row in cursor.fetchall())

    assert "fillfactor=50" in options
    assert "state" not in indexes
    assert "updated_at" not in indexes
