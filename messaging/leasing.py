"""Leases on chunks: one worker at a time, for a while, by the database's own clock."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from messaging import counting, routes
from messaging.models import ChannelKind, Chunk, Sending
from messaging.routes import Way

log = structlog.get_logger(__name__)

# When a chunk falls due: by its own pause, and not before one of its gateways opens. What is over (stopped,
# or no longer valid) needs no gateway: it is closed at once, paused or not.
_DUE_CHUNKS = """
    SELECT chunk.id, chunk.state, chunk.lease_until, sending.priority, chunk.number, way.name AS way, over,
           CASE WHEN over THEN %(now)s ELSE greatest(chunk.not_before, way.opens) END AS due
    FROM messaging_chunk chunk
    JOIN messaging_sending sending ON sending.id = chunk.sending_id
    CROSS JOIN LATERAL (SELECT sending.state = 'STOPPING' OR sending.valid_until <= %(now)s) AS ended(over)
    LEFT JOIN unnest(%(ways)s::text[], %(opens)s::timestamptz[]) AS way(name, opens)
           ON way.name = sending.mode || '/' || chunk.channel
    WHERE chunk.state <> 'DONE'
      AND NOT EXISTS (SELECT FROM messaging_standstill WHERE released_at IS NULL)
      AND (sending.state IN ('RUNNING', 'STOPPING')
           OR (sending.state = 'PAUSED' AND sending.valid_until <= %(now)s)
           -- Paused, and whoever held it died: what was half-way is counted now, and nothing leaves.
           OR (sending.state = 'PAUSED' AND chunk.state = 'LEASED' AND chunk.lease_until < clock_timestamp()))
      AND (way.opens IS NOT NULL OR over)
"""

# Codes before alerts before news; among equals what is over, since closing it takes a moment and no turn;
# then the lowest chunk, so that a small alert does not wait for the end of a large one; then whoever has
# waited longest. A lapsed lease may be taken over. What is due is asked again of the locked row: the one that
# was seen may be somebody else's by now.
_TAKE = f"""
WITH candidate AS (
    SELECT chunk.id, chunk.state AS was, due.over
    FROM messaging_chunk chunk JOIN ({_DUE_CHUNKS}) AS due USING (id)
    WHERE due.due <= %(now)s
      AND (chunk.state = 'WAITING' OR (chunk.state = 'LEASED' AND chunk.lease_until < clock_timestamp()))
    ORDER BY due.priority, NOT due.over, chunk.number, chunk.not_before, chunk.id
    FOR UPDATE OF chunk SKIP LOCKED LIMIT 1
)
UPDATE messaging_chunk chunk SET state = 'LEASED', lease_token = %(token)s,
       lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
FROM candidate, messaging_sending sending
WHERE chunk.id = candidate.id AND sending.id = chunk.sending_id
RETURNING chunk.id, chunk.sending_id, chunk.number, sending.mode, chunk.channel, sending.priority,
          sending.parts, candidate.over, candidate.was
"""  # noqa: S608

_MORE_URGENT = f"""
SELECT EXISTS (
    SELECT FROM ({_DUE_CHUNKS}) AS due
    WHERE due.state = 'WAITING' AND due.due <= %(now)s
      AND (due.priority < %(priority)s
           -- One that whoever holds this chunk may surely take instead: some take only one kind of address.
           OR (due.priority = %(priority)s AND due.way = %(way)s AND due.number < %(number)s))
)
"""  # noqa: S608

_NEXT_DUE = f"""
SELECT extract(epoch FROM min(due.due) - %(now)s) FROM ({_DUE_CHUNKS}) AS due WHERE due.state = 'WAITING'
"""  # noqa: S608

# What a lapsed lease leaves in `submitting` may have left: nobody sends it again in silence.
_UNKNOWN = """
UPDATE messaging_delivery SET state = 'UNKNOWN', reason = 'interrompu pendant la remise', updated_at = %s
WHERE sending_id = %s AND chunk_number = %s AND channel = %s AND state = 'SUBMITTING'
"""

# Also a part of the statement that marks a group (messaging/groups.py).
RENEW = """
UPDATE messaging_chunk SET lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE id = %(chunk)s AND lease_token = %(token)s
"""

_WAITS = """
SELECT EXISTS (
    SELECT FROM messaging_delivery WHERE sending_id = %s AND chunk_number = %s AND channel = %s
    AND state IN ('QUEUED', 'SUBMITTING')
)
"""


class LeaseLost(Exception):
    """Another worker took the chunk over; nothing more may be sent under this lease."""


@dataclass(frozen=True)
class Lease:
    """A chunk held by one worker; every later write names the token. `is_over`: nothing of it may leave."""

    chunk_id: int
    sending_id: int
    number: int
    way: Way
    priority: int
    parts: int
    is_over: bool
    token: uuid.UUID


def take(*, now: datetime, kinds: Collection[str] = tuple(ChannelKind)) -> Lease | None:
    """Lease the next chunk that is due, or None; rows left half-way by the last holder become unknown.

    Who takes only some `kinds` of address still closes what was stopped or is too late of the others.
    """
    openings = {way: opens for way, opens in routes.openings(now=now).items() if way.kind in kinds}
    token, times = uuid.uuid4(), _times(now, openings)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, {"token": token, "seconds": settings.LEASE_SECONDS, **times})
        row = cursor.fetchone()
        if row is None:
            return None
        chunk_id, sending_id, number, mode, kind, priority, parts, is_over, was = row
        cursor.execute(_UNKNOWN, [now, sending_id, number, kind])
        interrupted = cursor.rowcount
    if was == Chunk.State.LEASED:
        log.warning("lease lapsed", sending=sending_id, chunk=chunk_id, unknown=interrupted)
        counting.interrupted(mode, interrupted)
    return Lease(chunk_id, sending_id, number, Way(mode, kind), priority, parts, is_over, token)


def renew(lease: Lease) -> None:
    """Push the end of the lease away; raises LeaseLost when it is somebody else's by now."""
    with connection.cursor() as cursor:
        cursor.execute(RENEW, held(lease))
        if cursor.rowcount == 0:
            raise LeaseLost(lease.chunk_id)


def held(lease: Lease) -> dict[str, Any]:
    """What RENEW needs."""
    return {"seconds": settings.LEASE_SECONDS, "chunk": lease.chunk_id, "token": lease.token}


def someone_more_urgent_waits(lease: Lease, openings: Mapping[Way, datetime], *, now: datetime) -> bool:
    """Whether a code waits while we send an alert, an alert while we send news, or an equal that got less.

    `openings` says when each way opens, as of a moment ago (routes.openings).
    """
    if lease.priority == Sending.Priority.CODE:
        return False
    mine: dict[str, Any] = {"priority": lease.priority, "way": str(lease.way), "number": lease.number}
    with connection.cursor() as cursor:
        cursor.execute(_MORE_URGENT, {**mine, **_times(now, openings)})
        return bool(cursor.fetchone()[0])


def release(lease: Lease, *, now: datetime, not_before: datetime | None = None) -> None:
    """Give the chunk back: done when nothing of it waits, else due again (at `not_before`).

    The chunk is locked before its rows are looked at, so that who queues some of them again waits for us.
    """
    held = Chunk.objects.filter(pk=lease.chunk_id, lease_token=lease.token)
    with transaction.atomic(), connection.cursor() as cursor:
        if held.select_for_update().first() is None:
            return
        cursor.execute(_WAITS, [lease.sending_id, lease.number, lease.way.kind])
        (waits,) = cursor.fetchone()
        later = {"not_before": not_before} if not_before else {}
        state = Chunk.State.WAITING if waits else Chunk.State.DONE
        held.update(state=state, lease_token=None, lease_until=None, **later)
    finish(lease.sending_id, now=now)


def finish(sending_id: int, *, now: datetime) -> None:
    """End the sending once all its chunks are done: stopped if it was stopping, else done."""
    with transaction.atomic():
        sending = Sending.objects.select_for_update().get(pk=sending_id)
        if sending.chunks.exclude(state=Chunk.State.DONE).exists():
            return
        if sending.state in {Sending.State.DONE, Sending.State.STOPPED}:
            return
        stopping = sending.state == Sending.State.STOPPING
        sending.state = Sending.State.STOPPED if stopping else Sending.State.DONE
        sending.ended_at = now
        sending.save(update_fields=["state", "ended_at"])


def finish_left_over(*, now: datetime) -> None:
    """End sendings whose chunks are all done: whoever closed the last one may have died before it could.

    By a sweep of its own and not with the last chunk: a stop takes the sending first, then the chunks.
    """
    open_chunks = Chunk.objects.filter(sending=OuterRef("pk")).exclude(state=Chunk.State.DONE)
    going = Sending.objects.exclude(state__in=(Sending.State.DONE, Sending.State.STOPPED))
    for sending_id in going.exclude(Exists(open_chunks)).order_by("pk").values_list("pk", flat=True):
        finish(sending_id, now=now)


def next_due(*, now: datetime) -> float | None:
    """Seconds until a chunk falls due (0 when one is), or None when nothing waits."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUE, _times(now, routes.openings(now=now)))
        (seconds,) = cursor.fetchone()
    return None if seconds is None else max(0.0, float(seconds))


def _times(now: datetime, openings: Mapping[Way, datetime]) -> dict[str, Any]:
    """What the question about due chunks needs: now, and when each way opens."""
    return {"now": now, "ways": [str(way) for way in openings], "opens": list(openings.values())}
