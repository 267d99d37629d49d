"""A group of deliveries: marked `submitting` and committed before a byte leaves, written back after."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from messaging import leasing
from messaging.channels.base import Message, Outcome, Result
from messaging.leasing import Lease
from messaging.models import Sending

_QUEUED = "sending_id = %s AND chunk_number = %s AND state = 'QUEUED'"

_SKIP = f"UPDATE messaging_delivery SET state = %s, updated_at = %s WHERE {_QUEUED}"  # noqa: S608

_SKIP_SUPPRESSED = f"""
UPDATE messaging_delivery SET state = 'SKIPPED_SUPPRESSED', updated_at = %s
WHERE {_QUEUED} AND EXISTS (
    SELECT FROM messaging_suppression stopped
    WHERE stopped.channel = messaging_delivery.channel
      AND stopped.address_hash = messaging_delivery.address_hash
)
"""  # noqa: S608

_MARK = f"""
UPDATE messaging_delivery SET state = 'SUBMITTING', attempts = attempts + 1, updated_at = %s
WHERE id IN (SELECT id FROM messaging_delivery WHERE {_QUEUED} ORDER BY id LIMIT %s)
RETURNING id, address_sealed, attempts
"""  # noqa: S608

_WRITE = """
UPDATE messaging_delivery delivery SET state = result.state, reason = result.reason, updated_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS result(id, state, reason), messaging_chunk chunk
WHERE delivery.id = result.id AND delivery.state = 'SUBMITTING'
  AND chunk.id = %s AND chunk.lease_token = %s
"""

# The lease was lost meanwhile: what the gateway said still settles what became unknown.
_WRITE_LATE = """
UPDATE messaging_delivery delivery SET state = result.state, reason = result.reason, updated_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS result(id, state, reason)
WHERE delivery.id = result.id AND delivery.state = 'UNKNOWN' AND result.state IN ('ACCEPTED', 'REJECTED')
"""

_ATTEMPTS = """
INSERT INTO messaging_attempt (delivery_id, number, outcome, detail, ended_at)
SELECT delivery.id, delivery.attempts, result.outcome, result.detail, %s
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS result(id, outcome, detail)
JOIN messaging_delivery delivery ON delivery.id = result.id
"""

STATE_AFTER = {
    Outcome.ACCEPTED: "ACCEPTED",
    Outcome.REFUSED: "REJECTED",
    Outcome.UNKNOWN: "UNKNOWN",
    Outcome.NOT_SENT: "QUEUED",
}
REASON_LENGTH = 80


@dataclass(frozen=True)
class Group:
    """Deliveries that are `submitting` together, ready for their channel."""

    sending: Sending
    messages: tuple[Message, ...]
    attempts: dict[int, int]


def mark(lease: Lease, *, now: datetime) -> Group | None:
    """Commit the next group as `submitting`; None when nothing of the chunk may leave any more.

    The shared lock on the sending orders us against `stop`: a group is marked before a stop, or not at all.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM messaging_sending WHERE id = %s FOR SHARE", [lease.sending_id])
        sending = Sending.objects.get(pk=lease.sending_id)
        leasing.renew(lease)
        chunk = [lease.sending_id, lease.number]
        if skipped := _state_that_forbids(sending, now):
            cursor.execute(_SKIP, [skipped, now, *chunk])
            return None
        # What a phone wrote is answered, and a number may prove itself again, even after STOP; how often is
        # bounded where they are queued (subscribers/codes.py, subscribers/stopping.py).
        if sending.priority != Sending.Priority.CODE:
            cursor.execute(_SKIP_SUPPRESSED, [now, *chunk])
        cursor.execute(_MARK, [now, *chunk, settings.SUBMIT_GROUP_SIZE])
        rows = cursor.fetchall()
    if not rows:
        return None
    messages = tuple(
        Message(row[0], row[2], bytes(row[1]), sending.text, sending.valid_until) for row in rows
    )
    return Group(sending, messages, {row[0]: row[2] for row in rows})


def write(lease: Lease, group: Group, results: list[Result], *, now: datetime) -> bool:
    """Write what the gateway answered, in one statement; False when some rows have to be tried again."""
    ids = [result.delivery_id for result in results]
    states = [_state_after(result, group) for result in results]
    reasons = [result.detail[:REASON_LENGTH] for result in results]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ATTEMPTS, [now, ids, [result.outcome for result in results], reasons])
        cursor.execute(_WRITE, [now, ids, states, reasons, lease.chunk_id, lease.token])
        if cursor.rowcount < len(ids):
            cursor.execute(_WRITE_LATE, [now, ids, states, reasons])
    return "QUEUED" not in states


def _state_that_forbids(sending: Sending, now: datetime) -> str:
    if sending.state != Sending.State.RUNNING:
        return "SKIPPED_STOPPED"
    return "SKIPPED_EXPIRED" if sending.valid_until <= now else ""


def _state_after(result: Result, group: Group) -> str:
    tired = group.attempts[result.delivery_id] >= settings.MAX_ATTEMPTS
    if result.outcome == Outcome.NOT_SENT and tired:
        return "REJECTED"
    return STATE_AFTER[result.outcome]
