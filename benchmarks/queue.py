"""A sending to numbers that nobody has (+999 and nine digits), frozen by the real function."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from geoalert.demo.copying import copy_rows
from messaging import addresses, freezing
from messaging.clock import database_now
from messaging.models import Delivery, Mode, Sending

TEXT = "Vol avec arme signalé place Vendôme. Fermez à clef, n'intervenez pas. Un doute : 17."
ASKED = ("channel", "address_hash", "address_sealed", "origin")
COLUMNS = (
    *("sending_id", "chunk_number", "channel", "address_hash", "address_sealed", "origin"),
    *("state", "attempts", "reason", "updated_at"),
)


def numbers(count: int) -> list[str]:
    return [f"+999{number:09d}" for number in range(count)]


def empty() -> None:
    """Forget every sending; the breaker and the bucket of every gateway as well."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE messaging_sending, messaging_gateway CASCADE")


def forget(sending: Sending) -> None:
    """Take back one sending with all that became of it, and leave the tables as they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE messaging_attempt, messaging_receipt, messaging_submittedpart, messaging_outboxmessage"
        )
        for table in ("messaging_chunk", "messaging_delivery"):
            cursor.execute(f"DELETE FROM {table} WHERE sending_id = %s", [sending.pk])  # noqa: S608
        cursor.execute("DELETE FROM messaging_sending WHERE id = %s", [sending.pk])
        cursor.execute("VACUUM messaging_delivery")


def fill(count: int) -> Sending:
    """Rows of an ended sending, to freeze lists from: a queryset with four columns, as alerts give it."""
    now = database_now()
    source = Sending.objects.create(
        text="", parts=1, mode=Mode.EXERCISE, priority=1, valid_until=now, created_at=now, state="DONE"
    )
    copy_rows("messaging_delivery", COLUMNS, _rows(source.pk, count, now), count)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE messaging_delivery")
    return source


def freeze(source: Sending, count: int, *, not_before: datetime, valid_until: datetime) -> Sending:
    """The first `count` numbers of `source`, due at `not_before`."""
    with transaction.atomic():
        return freezing.freeze(
            recipients=Delivery.objects.filter(sending=source, origin__lt=count).values(*ASKED),
            text=TEXT,
            mode=Mode.LIVE,
            priority=Sending.Priority.ALERT,
            valid_until=valid_until,
            not_before=not_before,
            now=database_now(),
        )


def _rows(sending_id: int, count: int, now: datetime) -> Iterator[tuple[object, ...]]:
    for origin, number in enumerate(numbers(count)):
        sealed = (addresses.fingerprint(number), addresses.seal(number))
        yield (sending_id, 0, "SMS", *sealed, origin, "DELIVERED", 1, "", now.isoformat())
