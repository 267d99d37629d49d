"""A sending to some numbers of fiction, for tests of the engine."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from messaging import addresses, freezing
from messaging.clock import database_now
from messaging.models import Delivery, Mode, Sending

TEXT = "Vol place Vendome. Un doute : 17."


def numbers(count: int) -> list[str]:
    return [f"+3363998{number:04d}" for number in range(count)]


def frozen(
    to: list[str],
    *,
    text: str = TEXT,
    mode: str = Mode.LIVE,
    priority: int = Sending.Priority.ALERT,
    valid: timedelta = timedelta(hours=2),
    not_before: datetime | None = None,
) -> Sending:
    """Freeze a list of numbers, repeated ones included, as a caller's queryset would give it."""
    now = database_now()
    with transaction.atomic():
        return freezing.freeze(
            recipients=_asked(to),
            text=text,
            mode=mode,
            priority=priority,
            valid_until=now + valid,
            not_before=not_before or now,
            now=now,
        )


def states(sending: Sending) -> dict[str, int]:
    """How many deliveries are in each state."""
    found: dict[str, int] = {}
    for state in Delivery.objects.filter(sending=sending).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def _asked(to: list[str]) -> QuerySet:
    """Any queryset with the four columns will do: here, deliveries of an earlier, finished sending."""
    source = Sending.objects.create(
        text="",
        parts=1,
        mode=Mode.EXERCISE,
        priority=2,
        valid_until=database_now(),
        created_at=database_now(),
        state=Sending.State.DONE,
    )
    with connection.cursor() as cursor:
        for number, address in enumerate(to):
            cursor.execute(
                "INSERT INTO messaging_delivery (sending_id, chunk_number, channel, address_hash,"
                " address_sealed, origin, state, attempts, reason, updated_at)"
                " VALUES (%s, 0, 'SMS', %s, %s, %s, 'DELIVERED', 1, '', now()) ON CONFLICT DO NOTHING",
                [source.pk, addresses.fingerprint(address), addresses.seal(address), number],
            )
    return Delivery.objects.filter(sending=source)
