"""The bell: it carries nothing, and may be lost without one recipient being lost."""

import logging
from functools import partial

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from messaging.sending import drain

log = logging.getLogger(__name__)


@shared_task
def ring() -> int:
    """Wake a worker: send what is due. Run 0, 1 or 5 times, the result is the same."""
    return drain()


def ring_bell(*, after_seconds: int = 0) -> None:
    """Ring once the transaction has committed; a dead broker costs a sweep of the dispatcher, no more."""
    transaction.on_commit(partial(_ring, after_seconds))


def _ring(after_seconds: int) -> None:
    try:
        ring.apply_async(countdown=after_seconds, ignore_result=True)
    except (OperationalError, RedisError, OSError):
        log.warning("the bell did not ring: the dispatcher will find the rows")
