"""B2: claim, accepted and receipt of each row through the real functions, beside usual queues."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count

from benchmarks import queue
from benchmarks.rates import Rates
from benchmarks.timing import AnswersDiffer
from messaging import groups, leasing, receipts
from messaging.channels.base import Outcome, Result
from messaging.clock import database_now
from messaging.models import Attempt, Receipt, Sending
from messaging.receipts import Callback

ROUNDS = 3
ROW_BY_ROW_AT_MOST = 2_000
GROUP = settings.SUBMIT_GROUP_SIZE
VALID = timedelta(hours=2)
Way = Callable[[Sending, int], None]

# A queue as it is usually kept: state and time indexed, full pages, workers that pick rows by SKIP LOCKED.
_USUAL = (
    "ALTER TABLE messaging_delivery SET (fillfactor = 100)",
    "CREATE INDEX bench_state ON messaging_delivery (sending_id, state)",
    "CREATE INDEX bench_time ON messaging_delivery (updated_at)",
)
_OURS = (
    "ALTER TABLE messaging_delivery SET (fillfactor = 50)",
    "DROP INDEX IF EXISTS bench_state",
    "DROP INDEX IF EXISTS bench_time",
)
_PICK = """
UPDATE messaging_delivery SET state = 'SUBMITTING', attempts = attempts + 1, updated_at = clock_timestamp()
WHERE id IN (SELECT id FROM messaging_delivery WHERE sending_id = %s AND state = 'QUEUED' ORDER BY id
             LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id
"""
_ACCEPT = """
UPDATE messaging_delivery SET state = 'ACCEPTED', updated_at = clock_timestamp()
WHERE id = ANY(%s) AND state = 'SUBMITTING'
"""
_UPDATES = "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'messaging_delivery'"


def measure(size: int, *, out: Path) -> Iterator[Rates]:
    """Every way ends with the same rows: delivered, with one attempt and one receipt each."""
    queue.empty()
    source = queue.fill(size)
    few = min(size, ROW_BY_ROW_AT_MOST)
    for count, group, other, way in (
        (size, GROUP, "indexed status", _indexed),
        (size, settings.CHUNK_SIZE, "indexed status", _indexed),
        (few, GROUP, "save() per row", _row_by_row),
    ):
        rates = Rates(f"B2 {count}, group {group}")
        shares = []
        for place in range(ROUNDS):
            turns: list[tuple[str, Way]] = [("engine", _engine), (other, way)]
            for name, run in turns if place % 2 == 0 else turns[::-1]:
                before = _updates()
                rates.add(name, count, _timed(source, count, run, group))
                if run is _engine:
                    shares.append(_stayed(before))
        rates.notes.append(f"updates of deliveries that stayed in their page: {min(shares):.1f} % at least")
        rates.save(out)
        yield rates


def _timed(source: Sending, count: int, way: Way, group: int) -> float:
    """Seconds without the freeze; what the run leaves must be what every run leaves."""
    _execute(*(_USUAL if way is _indexed else ()))
    now = database_now()
    sending = queue.freeze(source, count, not_before=now, valid_until=now + VALID)
    started = time.perf_counter()
    way(sending, group)
    seconds = time.perf_counter() - started
    mine = {"delivery__sending": sending}
    states = dict(sending.deliveries.values_list("state").annotate(rows=Count("pk")))
    left = (states, Attempt.objects.filter(**mine).count(), Receipt.objects.filter(**mine).count())
    queue.forget(sending)
    _execute(*_OURS)
    if left != ({"DELIVERED": count}, count, count):
        raise AnswersDiffer(left)
    return seconds


def _engine(sending: Sending, size: int) -> None:
    """The product's own functions, in the order in which the product calls them."""
    while lease := leasing.take(now=database_now()):
        told: list[Callback] = []
        while group := groups.mark(lease, gateway="bench", size=size, now=database_now()):
            results = [Result(message.delivery_id, Outcome.ACCEPTED) for message in group.messages]
            groups.write(lease, group, results, gateway_is_well=True, now=database_now())
            told += [_callback(delivery) for delivery in group.attempts]
        leasing.release(lease, now=database_now())
        receipts.record_all(told, now=database_now())


def _indexed(sending: Sending, size: int) -> None:
    """Groups as large as ours, results in one statement too, receipts by the same function."""
    told: list[Callback] = []
    while ids := _pick(sending, size):
        now = database_now()
        Attempt.objects.bulk_create(
            [Attempt(delivery_id=one, number=1, outcome="ACCEPTED", ended_at=now) for one in ids]
        )
        _execute(_ACCEPT, given=[ids])
        told += [_callback(one) for one in ids]
        if len(told) >= settings.CHUNK_SIZE:
            receipts.record_all(told, now=now)
            told = []
    receipts.record_all(told, now=database_now())


def _row_by_row(sending: Sending, size: int) -> None:
    """Objects, one after the other, each saved three times."""
    for delivery in sending.deliveries.order_by("pk").iterator():
        for state in ("SUBMITTING", "ACCEPTED", "DELIVERED"):
            delivery.state, delivery.attempts, now = state, 1, database_now()
            delivery.updated_at = now
            delivery.save()
            if state == "ACCEPTED":
                Attempt.objects.create(delivery=delivery, number=1, outcome="ACCEPTED", ended_at=now)
        digest = _callback(delivery.pk).digest
        Receipt.objects.create(
            gateway="bench", delivery=delivery, payload={}, digest=digest, received_at=database_now()
        )


def _callback(delivery_id: int) -> Callback:
    return Callback(gateway="bench", delivery_id=delivery_id, state="DELIVERED", payload={"s": "1"})


def _pick(sending: Sending, size: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_PICK, [sending.pk, size])
        return [row for (row,) in cursor.fetchall()]


def _execute(*statements: str, given: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, given)


def _updates() -> tuple[int, int]:
    """All updates of deliveries so far, and those that stayed in their page (HOT)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(_UPDATES)
        return cursor.fetchone()


def _stayed(before: tuple[int, int]) -> float:
    """Share of the updates since `before` that stayed in their page, in percent."""
    now = _updates()
    return 100 * (now[1] - before[1]) / (now[0] - before[0])
