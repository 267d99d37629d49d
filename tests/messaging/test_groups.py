"""A group is marked before a stop, or not at all; never half of it, and never in somebody's transaction."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from messaging import groups, leasing, steering
from messaging.clock import database_now
from tests.messaging.queue import frozen, numbers, states
from tests.stack import until

pytestmark = pytest.mark.django_db(transaction=True)

# Not pg_stat_activity: what it says is kept until the transaction that asks ends.
WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"


def take() -> leasing.Lease:
    lease = leasing.take(now=database_now())
    assert lease is not None
    return lease


def mark(lease: leasing.Lease) -> groups.Group | None:
    return groups.mark(lease, gateway="outbox", size=4, now=database_now())


def in_a_thread(run: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    told: list[Any] = []

    def go() -> None:
        try:
            told.append(run())
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    thread.start()
    return thread, told


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # Within a transaction PostgreSQL shows what it saw at the first look, for ever.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITS)
        return bool(cursor.fetchone()[0])


def test_a_mark_that_waited_for_a_stop_marks_nobody() -> None:
    queued = frozen(numbers(3))
    lease = take()

    with transaction.atomic():
        steering.stop(sending=queued, now=database_now())
        thread, told = in_a_thread(lambda: mark(lease))
        until(somebody_waits, "the mark to wait for the stop")
    thread.join()

    assert told == [None]
    assert states(queued) == {"SKIPPED_STOPPED": 3}


def test_a_mark_that_waited_for_a_pause_marks_nobody() -> None:
    queued = frozen(numbers(3))
    lease = take()

    with transaction.atomic():
        steering.pause(sending=queued)
        thread, told = in_a_thread(lambda: mark(lease))
        until(somebody_waits, "the mark to wait for the pause")
    thread.join()

    assert told == [None]
    assert states(queued) == {"QUEUED": 3}


def test_a_mark_in_a_transaction_that_could_be_undone_is_refused() -> None:
    queued = frozen(numbers(3))
    lease = take()

    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        mark(lease)

    assert states(queued) == {"QUEUED": 3}


def test_what_a_worker_marked_is_seen_by_all_before_a_byte_leaves() -> None:
    queued = frozen(numbers(3))
    mark(take())

    thread, told = in_a_thread(lambda: states(queued))
    thread.join()

    assert told == [{"SUBMITTING": 3}]
