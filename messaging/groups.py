"""A group of deliveries: marked `submitting` and committed before a byte leaves, written back after."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min

from messaging import leasing, receipts
from messaging.channels.base import Message, Outcome, Result
from messaging.leasing import Lease, LeaseLost
from messaging.models import Delivery

_QUEUED = "sending_id = %(sending)s AND chunk_number = %(number)s AND channel = %(kind)s AND state = 'QUEUED'"

# Shared: it orders us against `stop` and `pause`, and lets other workers of the sending go on.
_SHARE = "SELECT FROM messaging_sending WHERE id = %(sending)s FOR SHARE"

_OVER = "(messaging_sending.state IN ('STOPPING', 'STOPPED') OR valid_until <= %(now)s)"

_SKIP = f"""
UPDATE messaging_delivery delivery SET updated_at = %(now)s, state = (
    SELECT CASE WHEN state IN ('STOPPING', 'STOPPED') THEN 'SKIPPED_STOPPED' ELSE 'SKIPPED_EXPIRED' END
    FROM messaging_sending WHERE id = %(sending)s
)
FROM (
    SELECT id FROM messaging_delivery
    WHERE {_QUEUED} AND EXISTS (SELECT FROM messaging_sending WHERE id = %(sending)s AND {_OVER})
      AND EXISTS (SELECT FROM messaging_chunk WHERE id = %(chunk)s AND lease_token = %(token)s)
    ORDER BY id FOR NO KEY UPDATE
) AS queued
WHERE delivery.id = queued.id
"""  # noqa: S608

# Who said STOP since the freeze is skipped here, at the last moment before the point of no return; but what a
# phone wrote is answered, and a number may prove itself again, even after STOP (priority 0): how often is
# bounded where they are queued (subscribers/codes.py, subscribers/stopping.py). The lease is renewed in the
# same breath: no row comes back where it is somebody else's by now, an empty one where nothing may leave.
_TAKE = f"""
WITH held AS ({leasing.RENEW} RETURNING id), picked AS (
    SELECT delivery.id, EXISTS (
        SELECT FROM messaging_suppression stopped
        WHERE stopped.channel = delivery.channel AND stopped.address_hash = delivery.address_hash
    ) AND NOT EXISTS (SELECT FROM messaging_sending WHERE id = %(sending)s AND priority = 0) AS stopped
    FROM messaging_delivery delivery
    WHERE {_QUEUED} AND EXISTS (SELECT FROM held) AND EXISTS (
        SELECT FROM messaging_sending
        WHERE messaging_sending.id = %(sending)s AND messaging_sending.state <> 'PAUSED' AND NOT {_OVER}
          -- What the policy had sent again stays with the gateway that may have it already.
          AND NOT (unknown_policy = 'AVOID_LOSS' AND delivery.resends > 0
                   AND delivery.gateway NOT IN ('', %(gateway)s))
    )
    ORDER BY tries, id LIMIT %(size)s
), marked AS (
    UPDATE messaging_delivery delivery
    SET state = CASE WHEN picked.stopped THEN 'SKIPPED_SUPPRESSED' ELSE 'SUBMITTING' END,
        attempts = delivery.attempts + CASE WHEN picked.stopped THEN 0 ELSE 1 END,
        gateway = CASE WHEN picked.stopped THEN delivery.gateway ELSE %(gateway)s END,
        updated_at = %(now)s
    FROM picked WHERE delivery.id = picked.id AND delivery.state = 'QUEUED'
    RETURNING delivery.id, delivery.attempts, delivery.tries, delivery.address_sealed, picked.stopped
)
SELECT marked.id, marked.attempts, marked.tries, marked.address_sealed, marked.stopped,
       sending.text, sending.valid_until
FROM held JOIN messaging_sending sending ON sending.id = %(sending)s LEFT JOIN marked ON true
ORDER BY marked.id
"""  # noqa: S608

# One round trip, and outside of a transaction one commit. Each statement sees what the one before waited for.
_MARK = f"{_SHARE}; {_SKIP}; {_TAKE}"

# Rows are locked in the order of their ids, here and where receipts are merged, so that the two never wait
# for each other in a ring.
_LOCK = "SELECT FROM messaging_delivery WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"

_RESULTS = "unnest(%s::bigint[], %s::text[], %s::text[], %s::int[]) AS result(id, state, reason, tries)"

# The failure of a call that was refused may be called back before we have read the refusal.
_WRITE = f"""
UPDATE messaging_delivery delivery
SET state = result.state, reason = result.reason, tries = result.tries, updated_at = %s
FROM {_RESULTS}, messaging_chunk chunk
WHERE delivery.id = result.id
  AND (delivery.state = 'SUBMITTING' OR (delivery.state IN ('FAILED', 'EXPIRED') AND result.state = 'QUEUED'))
  AND chunk.id = %s AND chunk.lease_token = %s
"""  # noqa: S608

# The lease was lost meanwhile: what the gateway said still settles what became unknown, of this very call.
_WRITE_LATE = f"""
UPDATE messaging_delivery delivery SET state = result.state, reason = result.reason, updated_at = %s
FROM {_RESULTS}, unnest(%s::bigint[], %s::int[]) AS call(id, attempt)
WHERE delivery.id = result.id AND call.id = result.id AND delivery.attempts = call.attempt
  AND delivery.state = 'UNKNOWN' AND result.state IN ('ACCEPTED', 'REJECTED')
"""  # noqa: S608

_ATTEMPTS = """
INSERT INTO messaging_attempt (delivery_id, number, gateway, outcome, detail, ended_at)
SELECT result.id, result.number, %s, result.outcome, result.detail, %s
FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[]) AS result(id, number, outcome, detail)
"""

# The answers of a group, in one round trip. Their commit is not waited for (docs/decisions/0034): the next
# group's mark is, and brings this to the disk with it; a crash in between leaves this group unknown, no more.
_ANSWERED = f"SET LOCAL synchronous_commit = off; {_LOCK}; {_ATTEMPTS}; {_WRITE}; {_WRITE_LATE}"

STATE_AFTER = {
    Outcome.ACCEPTED: "ACCEPTED",
    Outcome.REFUSED: "REJECTED",
    Outcome.UNKNOWN: "UNKNOWN",
    Outcome.NOT_SENT: "QUEUED",
}
REASON_LENGTH = 80


@dataclass(frozen=True)
class Group:
    """Deliveries that are `submitting` together to one gateway; none where all of them had said STOP."""

    gateway: str
    messages: tuple[Message, ...]
    tries: dict[int, int]

    @property
    def attempts(self) -> dict[int, int]:
        return {message.delivery_id: message.attempt for message in self.messages}


def mark(lease: Lease, *, gateway: str, size: int, now: datetime) -> Group | None:
    """Commit the next `size` deliveries as `submitting`; None when nothing of the chunk may leave now.

    The shared lock on the sending orders us against `stop` and `pause`: a group is marked before, or not.
    """
    with transaction.atomic(durable=True):
        pass  # It raises where a caller's transaction could still undo the mark once the bytes have left.
    named = {"sending": lease.sending_id, "number": lease.number, "kind": lease.way.kind}
    with connection.cursor() as cursor:
        given: dict[str, Any] = {**leasing.held(lease), **named, "gateway": gateway, "size": size, "now": now}
        cursor.execute(_MARK, given)
        rows = cursor.fetchall()
    if not rows:
        raise LeaseLost(lease.chunk_id)
    if rows[0][0] is None:
        return None
    return Group(
        gateway,
        tuple(
            Message(delivery, attempt, bytes(sealed), text, valid_until - now)
            for delivery, attempt, _, sealed, stopped, text, valid_until in rows
            if not stopped
        ),
        tries={row[0]: row[2] for row in rows},
    )


def write(
    lease: Lease, group: Group, results: Sequence[Result], *, gateway_is_well: bool, now: datetime
) -> bool:
    """Write what the gateway answered, all or none; False when some rows have to be tried again.

    A row is set aside after MAX_ATTEMPTS tries; what a gateway that is not well did not take is no try.
    """
    ids = [result.delivery_id for result in results]
    tries = [_tries_after(result, group, gateway_is_well=gateway_is_well) for result in results]
    states = [_state_after(result, tried) for result, tried in zip(results, tries, strict=True)]
    reasons = [result.detail[:REASON_LENGTH] for result in results]
    calls = [group.attempts[delivery] for delivery in ids]
    outcomes = [result.outcome for result in results]
    references = {result.delivery_id: result.references for result in results if result.references}
    attempts: list[Any] = [group.gateway, now, ids, calls, outcomes, reasons]
    held: list[Any] = [now, ids, states, reasons, tries, lease.chunk_id, lease.token]
    late: list[Any] = [now, ids, states, reasons, tries, ids, calls]
    with transaction.atomic() if references else nullcontext(), connection.cursor() as cursor:
        cursor.execute(_ANSWERED, [ids, *attempts, *held, *late])
        receipts.keep_references(group.gateway, references, group.attempts, now=now)
    return "QUEUED" not in states


def fewest_tries(lease: Lease) -> int:
    """The tries of the row of the chunk that is next, 0 where nothing is queued any more."""
    queued = Delivery.objects.filter(
        sending=lease.sending_id,
        chunk_number=lease.number,
        channel=lease.way.kind,
        state=Delivery.State.QUEUED,
    )
    return queued.aggregate(fewest=Min("tries", default=0))["fewest"]


def _tries_after(result: Result, group: Group, *, gateway_is_well: bool) -> int:
    """A try counts where the gateway was well, or where the address is what it was about."""
    counts = result.outcome == Outcome.NOT_SENT and (gateway_is_well or result.personal)
    return group.tries[result.delivery_id] + counts


def _state_after(result: Result, tries: int) -> str:
    if result.outcome == Outcome.NOT_SENT and tries >= settings.MAX_ATTEMPTS:
        return "REJECTED"
    return STATE_AFTER[result.outcome]
