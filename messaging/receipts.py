"""Receipts: stored raw before they are acknowledged, merged by rank, in any order, any number of times."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from messaging import counting
from messaging.models import Delivery, SubmittedPart
from messaging.states import RECEIPT_RANK, RECEIPT_SOURCES

State = Delivery.State
# What is still unmatched after this speaks of nothing of ours.
EARLY_FOR = timedelta(hours=24)
# A receipt may come before we have written the call that it speaks of: by the length of a call, and of a
# database that was away. An older one speaks of an earlier text of the same name, at a gateway that counts
# from 1 again after a restart, and must not say that a new one arrived.
AHEAD_OF_CALL = timedelta(minutes=15)

# Kannel's kinds of receipt: delivered to the phone, failed, queued at, accepted by, refused by the network.
KANNEL_STATES: dict[str, str] = {
    "1": State.DELIVERED,
    "2": State.FAILED,
    "4": State.ACCEPTED,
    "8": State.SENT,
    "16": State.FAILED,
}


@dataclass(frozen=True, kw_only=True)
class Callback:
    """What a gateway called back: by our own name (delivery and attempt) or by its own, of one part.

    `state` is what the call says of the message; `payload` is what came, without the address.
    """

    gateway: str
    state: str
    delivery_id: int | None = None
    attempt: int = 1
    reference: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> bytes:
        named = [self.gateway, self.delivery_id, self.attempt, self.reference, self.state, self.payload]
        return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).digest()


# A receipt known already is left out here: it was merged when it first came.
_STORE = """
INSERT INTO messaging_receipt
    (gateway, reference, delivery_id, attempt, part, state, payload, digest, received_at)
SELECT came.gateway, came.reference, coalesce(submitted.delivery_id, delivery.id),
       coalesce(submitted.attempt, came.attempt), coalesce(submitted.part, 1),
       came.state, came.payload::jsonb, came.digest, %s
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::int[], %s::text[], %s::text[], %s::bytea[])
     AS came(gateway, reference, delivery_id, attempt, state, payload, digest)
LEFT JOIN messaging_delivery delivery ON delivery.id = came.delivery_id
LEFT JOIN messaging_submittedpart submitted
       ON came.reference <> '' AND submitted.gateway = came.gateway AND submitted.reference = came.reference
ORDER BY came.digest
ON CONFLICT (digest) DO NOTHING
RETURNING id, delivery_id
"""

_LOCK = "SELECT FROM messaging_delivery WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"

# What each stored receipt says of the whole text: delivered when all of its parts are, failed when one is.
# A receipt of an earlier call than the last one, or than the resend that waits, counts only if it says that
# the text arrived.
_MERGE = """
WITH told AS (
    SELECT receipt.delivery_id, CASE
        WHEN receipt.state = 'DELIVERED' AND parts.total > (
            SELECT count(DISTINCT other.part) FROM messaging_receipt other
            WHERE other.delivery_id = receipt.delivery_id AND other.attempt = receipt.attempt
              AND other.state = 'DELIVERED'
        ) THEN 'SENT' ELSE receipt.state END AS state, receipt.attempt
    FROM messaging_receipt receipt
    LEFT JOIN LATERAL (
        SELECT max(submitted.parts) AS total FROM messaging_submittedpart submitted
        WHERE submitted.delivery_id = receipt.delivery_id AND submitted.attempt = receipt.attempt
    ) AS parts ON receipt.reference <> ''
    WHERE receipt.id = ANY(%(receipts)s)
), best AS (
    SELECT DISTINCT ON (told.delivery_id) told.delivery_id, told.state
    FROM told
    JOIN messaging_delivery delivery ON delivery.id = told.delivery_id
    JOIN unnest(%(states)s::text[], %(ranks)s::int[]) AS rank(state, height) ON rank.state = told.state
    WHERE told.state = 'DELIVERED' OR told.attempt >= delivery.attempts
        + CASE WHEN delivery.state = 'QUEUED' AND delivery.resends > 0 THEN 1 ELSE 0 END
    ORDER BY told.delivery_id, rank.height DESC
)
UPDATE messaging_delivery delivery SET state = best.state, updated_at = %(now)s
FROM best, unnest(%(targets)s::text[], %(sources)s::text[]) AS move(target, source)
WHERE delivery.id = best.delivery_id AND move.target = best.state AND move.source = delivery.state
"""

_EARLY = """
UPDATE messaging_receipt receipt
SET delivery_id = submitted.delivery_id, attempt = submitted.attempt, part = submitted.part
FROM messaging_submittedpart submitted
WHERE receipt.delivery_id IS NULL AND receipt.reference <> '' AND receipt.received_at > %s
  AND (%s::text[] IS NULL OR receipt.reference = ANY(%s))
  AND submitted.gateway = receipt.gateway AND submitted.reference = receipt.reference
  AND NOT EXISTS (
      SELECT FROM messaging_attempt call
      WHERE call.delivery_id = submitted.delivery_id AND call.number = submitted.attempt
        AND call.ended_at - %s >= receipt.received_at
  )
RETURNING receipt.id, receipt.delivery_id
"""

_MOVES = [(target, source) for target, sources in RECEIPT_SOURCES.items() for source in sources]


def record_all(callbacks: Sequence[Callback], *, now: datetime) -> int:
    """Store and merge receipts in a few statements, all or none; returns how many were new.

    Once this returns, outside of a caller's transaction, they are durable and may be acknowledged.
    """
    columns: list[list[Any]] = [
        [came.gateway for came in callbacks],
        [came.reference for came in callbacks],
        [came.delivery_id for came in callbacks],
        [came.attempt for came in callbacks],
        [came.state for came in callbacks],
        [json.dumps(came.payload) for came in callbacks],
        [came.digest for came in callbacks],
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STORE, [now, *columns])
        fresh = cursor.fetchall()
        _merge(cursor, fresh, now=now)
    counting.receipts((came.gateway, came.state) for came in callbacks)
    return len(fresh)


def keep_references(
    gateway: str, references: Mapping[int, Sequence[str]], attempts: Mapping[int, int], *, now: datetime
) -> None:
    """Keep the gateway's names of the parts just submitted, and merge what it called back before us.

    `references` gives those of each delivery, in the order of its parts; `attempts` the number of the call.
    """
    named = [
        SubmittedPart(
            gateway=gateway,
            reference=reference,
            delivery_id=delivery_id,
            attempt=attempts[delivery_id],
            part=part,
            parts=len(names),
        )
        for delivery_id, names in references.items()
        for part, reference in enumerate(names, 1)
    ]
    if not named:
        return
    # One name for two parts: the last one keeps it. A name must never cost an outcome.
    named = list({part.reference: part for part in named}.values())
    # A gateway that counts from 1 again after a restart repeats its names: they mean the newest holder.
    SubmittedPart.objects.bulk_create(
        named,
        update_conflicts=True,
        unique_fields=["gateway", "reference"],
        update_fields=["delivery", "attempt", "part", "parts"],
    )
    _match_early([part.reference for part in named], now=now)


def merge_early(*, now: datetime) -> int:
    """Merge receipts that came while what they speak of was being committed; returns how many."""
    return _match_early(None, now=now)


def _match_early(references: Sequence[str] | None, *, now: datetime) -> int:
    """Merge what came before we had written what it speaks of: of these names, or (None) of all."""
    with transaction.atomic(), connection.cursor() as cursor:
        names = None if references is None else list(references)
        bounds: list[Any] = [now - EARLY_FOR, names, names, AHEAD_OF_CALL]
        cursor.execute(_EARLY, bounds)
        matched = cursor.fetchall()
        _merge(cursor, matched, now=now)
    return len(matched)


def _merge(cursor: Any, stored: Sequence[tuple[int, int | None]], *, now: datetime) -> None:
    deliveries = sorted({delivery for _, delivery in stored if delivery is not None})
    if not deliveries:
        return
    cursor.execute(_LOCK, [deliveries])
    cursor.execute(
        _MERGE,
        {
            "receipts": [receipt for receipt, delivery in stored if delivery is not None],
            "states": list(RECEIPT_RANK),
            "ranks": list(range(len(RECEIPT_RANK))),
            "targets": [target for target, _ in _MOVES],
            "sources": [source for _, source in _MOVES],
            "now": now,
        },
    )
