"""Parts of one text that two receivers bring at once, and what is read where some never come."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from messaging import inbound_parts
from messaging.clock import database_now
from messaging.inbound_parts import MISSING, WAIT, Piece
from messaging.queueing import Address
from tests.factories import fresh_number
from tests.stack import until

WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"


def join(to: Address, place: int, text: str, *, parts: int = 2) -> str | None:
    piece = Piece(series=f"8:7:{parts}", part=place, parts=parts, text=text)
    return inbound_parts.join(gateway="smpp", to=to, piece=piece, now=database_now())


def join_beside(to: Address, place: int, text: str) -> str | None:
    try:
        return join(to, place, text)
    finally:
        connection.close()


def _waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS)
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_of_two_receivers_with_the_last_parts_the_second_has_the_whole() -> None:
    to = Address.of(fresh_number())
    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            assert join(to, 1, "Je dis ") is None
            second: Future[str | None] = beside.submit(join_beside, to, 2, "STOP")
            until(lambda: second.done() or _waits(), "the second receiver")

        assert second.result() == "Je dis STOP"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("came", "read"),
    [
        ({1: "Arrê", 2: "tez"}, f"Arrêtez {MISSING}"),
        ({3: "rue ", 4: "de la Paix"}, f"{MISSING} rue de la Paix"),
        ({1: "Arrê", 2: "tez", 4: "Paix"}, f"Arrêtez {MISSING} Paix"),
    ],
)
def test_only_where_a_part_is_missing_is_there_a_gap(came: dict[int, str], read: str) -> None:
    to, parts = Address.of(fresh_number()), max(3, *came)
    for place, text in came.items():
        join(to, place, text, parts=parts)

    ((_, text),) = inbound_parts.take_late(now=database_now() + WAIT + timedelta(minutes=1))

    assert text == read
