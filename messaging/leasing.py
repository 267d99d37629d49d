"""Leases on chunks: one worker at a time, for a while, by the database's own clock."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from messaging.models import Chunk, Sending

# Codes before alerts before news, then whoever has waited longest. A lapsed lease may be taken over.
_TAKE = """
UPDATE messaging_chunk SET state = 'LEASED', lease_token = %(token)s,
       lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id = (
    SELECT chunk.id FROM messaging_chunk chunk
    JOIN messaging_sending sending ON sending.id = chunk.sending_id
    WHERE sending.state IN ('RUNNING', 'STOPPING')
      AND chunk.not_before <= %(now)s
      AND (chunk.state = 'WAITING' OR (chunk.state = 'LEASED' AND chunk.lease_until < clock_timestamp()))
    ORDER BY sending.priority, chunk.not_before, chunk.id
    FOR UPDATE OF chunk SKIP LOCKED LIMIT 1
)
RETURNING id, sending_id, number
"""

# What a lapsed lease leaves in `submitting` may have left: nobody sends it again in silence.
_UNKNOWN = """
UPDATE messaging_delivery SET state = 'UNKNOWN', reason = 'interrompu pendant la remise', updated_at = %s
WHERE sending_id = %s AND chunk_number = %s AND state = 'SUBMITTING'
"""

_RENEW = """
UPDATE messaging_chunk SET lease_until = clock_timestamp() + make_interval(secs => %s)
WHERE id = %s AND lease_token = %s
"""


class LeaseLost(Exception):
    """Another worker took the chunk over; nothing more may be sent under this lease."""


@dataclass(frozen=True)
class Lease:
    """A chunk held by one worker; every later write names the token."""

    chunk_id: int
    sending_id: int
    number: int
    token: uuid.UUID


def take(*, now: datetime) -> Lease | None:
    """Lease the next chunk that is due, or None; rows left half-way by the last holder become unknown."""
    token = uuid.uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, {"token": token, "seconds": settings.LEASE_SECONDS, "now": now})
        row = cursor.fetchone()
        if row is None:
            return None
        chunk_id, sending_id, number = row
        lease = Lease(chunk_id, sending_id, number, token)
        cursor.execute(_UNKNOWN, [now, lease.sending_id, lease.number])
    return lease


def renew(lease: Lease) -> None:
    """Push the end of the lease away; raises LeaseLost when it is somebody else's by now."""
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, [settings.LEASE_SECONDS, lease.chunk_id, lease.token])
        if cursor.rowcount == 0:
            raise LeaseLost(lease.chunk_id)


def release(lease: Lease, *, now: datetime, not_before: datetime | None = None) -> None:
    """Give the chunk back: done when nothing of it waits, else due again (at `not_before`)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM messaging_delivery WHERE sending_id = %s AND chunk_number = %s"
            " AND state IN ('QUEUED', 'SUBMITTING'))",
            [lease.sending_id, lease.number],
        )
        (waits,) = cursor.fetchone()
        mine = Chunk.objects.filter(pk=lease.chunk_id, lease_token=lease.token)
        state = Chunk.State.WAITING if waits else Chunk.State.DONE
        mine.update(state=state, lease_token=None, lease_until=None)
        if not_before is not None:
            Chunk.objects.filter(pk=lease.chunk_id).update(not_before=not_before)
    finish(lease.sending_id, now=now)


def finish(sending_id: int, *, now: datetime) -> None:
    """End the sending once all its chunks are done: stopped if it was stopping, else done."""
    open_chunks = Chunk.objects.filter(sending=sending_id).exclude(state=Chunk.State.DONE)
    if open_chunks.exists():
        return
    ends = {
        Sending.State.RUNNING: Sending.State.DONE,
        Sending.State.STOPPING: Sending.State.STOPPED,
    }
    for running, ended in ends.items():
        Sending.objects.filter(pk=sending_id, state=running).update(state=ended, ended_at=now)


def next_due(*, now: datetime) -> float | None:
    """Seconds until a chunk falls due (0 when one is), or None when nothing waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM min(chunk.not_before) - %s) FROM messaging_chunk chunk"
            " JOIN messaging_sending sending ON sending.id = chunk.sending_id"
            " WHERE chunk.state = 'WAITING' AND sending.state IN ('RUNNING', 'STOPPING')",
            [now],
        )
        (seconds,) = cursor.fetchone()
    return None if seconds is None else max(0.0, float(seconds))
