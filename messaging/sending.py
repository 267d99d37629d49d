"""Send what is due: the same function for the Celery task, the dispatcher and a person at a shell."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from messaging import groups, leasing
from messaging.channels import channel_for
from messaging.clock import database_now
from messaging.groups import Group
from messaging.leasing import Lease, LeaseLost
from messaging.models import Sending

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=2)
# Five attempts, pauses of 2, 10, 50 and 250 seconds: a gateway away for five minutes costs nobody.
PAUSE_GROWTH = 5


def never() -> bool:
    return False


def drain(*, should_stop: Callable[[], bool] = never) -> int:
    """Lease and send until nothing is due; returns how many deliveries were handed to a gateway.

    Harmless when run 0, 1 or 5 times, by several processes at once.
    """
    handed = 0
    while not should_stop():
        lease = leasing.take(now=database_now())
        if lease is None:
            break
        try:
            handed += _send_chunk(lease, should_stop)
        except LeaseLost:
            log.warning("lease lost chunk=%s", lease.chunk_id)
    return handed


def stop(*, sending: Sending, now: datetime) -> None:
    """Nothing queued leaves after this commits; what is being submitted may still arrive."""
    with transaction.atomic(), connection.cursor() as cursor:
        stoppable = (Sending.State.RUNNING, Sending.State.PAUSED)
        Sending.objects.filter(pk=sending.pk, state__in=stoppable).update(state=Sending.State.STOPPING)
        cursor.execute(
            "UPDATE messaging_delivery SET state = 'SKIPPED_STOPPED', updated_at = %s"
            " WHERE sending_id = %s AND state = 'QUEUED'",
            [now, sending.pk],
        )
        sending.chunks.filter(state="WAITING").update(state="DONE")
        leasing.finish(sending.pk, now=now)


def _send_chunk(lease: Lease, should_stop: Callable[[], bool]) -> int:
    handed = 0
    not_before = None
    channel = channel_for(Sending.objects.get(pk=lease.sending_id).mode)
    try:
        while not should_stop() and (group := groups.mark(lease, now=database_now())):
            results = channel.submit(group.messages)
            handed += len(results)
            if not groups.write(lease, group, results, now=database_now()):
                not_before = database_now() + _pause(group)
                break
    finally:
        channel.close()
    leasing.release(lease, now=database_now(), not_before=not_before)
    return handed


def _pause(group: Group) -> timedelta:
    """The more often these rows were tried, the longer they wait; other chunks go on meanwhile."""
    return FIRST_PAUSE * PAUSE_GROWTH ** (max(group.attempts.values()) - 1)
