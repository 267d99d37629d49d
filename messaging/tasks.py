"""The bell: it carries nothing, and may be lost without one recipient being lost."""

import logging
import time
from functools import partial

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from messaging import leasing, room
from messaging.clock import database_now
from messaging.sending import drain

# Celery waits for its tasks before it ends: less than what a process is given to end politely (`down`), so
# that no group is cut off half-way.
BUDGET_SECONDS = 8.0

log = logging.getLogger(__name__)


@shared_task
def ring() -> int:
    """Wake a worker: send what is due, for a while. Run 0, 1 or 5 times, the result is the same.

    The task ends long before Celery's own limit would kill it half-way, and rings again if more is due.
    """
    deadline = time.monotonic() + BUDGET_SECONDS
    try:
        with room.demanded():
            handed = drain(should_stop=lambda: time.monotonic() > deadline)
    except room.NoRoom:
        log.error("the database's disk is full: the dispatcher goes on when it is not")
        return 0
    if leasing.next_due(now=database_now()) == 0:
        _ring(0)
    return handed


def ring_bell(*, after_seconds: int = 0) -> None:
    """Ring once the transaction has committed; a dead broker costs a sweep of the dispatcher, no more."""
    transaction.on_commit(partial(_ring, after_seconds))


def _ring(after_seconds: int) -> None:
    try:
        ring.apply_async(countdown=after_seconds, ignore_result=True)
    except (OperationalError, RedisError, OSError):
        log.warning("the bell did not ring: the dispatcher will find the rows")
