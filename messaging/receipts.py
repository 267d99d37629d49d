"""Receipts: stored raw before they are acknowledged, merged by rank, in any order, any number of times."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from messaging.models import Delivery
from messaging.states import RECEIPT_SOURCES

State = Delivery.State

# Kannel's kinds of receipt: delivered to the phone, failed, queued at, accepted by, refused by the network.
KANNEL_STATES: dict[str, str] = {
    "1": State.DELIVERED,
    "2": State.FAILED,
    "4": State.ACCEPTED,
    "8": State.SENT,
    "16": State.FAILED,
}

_STORE = """
INSERT INTO messaging_receipt (gateway, delivery_id, payload, digest, received_at)
SELECT %s, delivery.id, %s, %s, %s FROM (VALUES (%s::bigint)) AS named(id)
LEFT JOIN messaging_delivery delivery USING (id)
ON CONFLICT (digest) DO NOTHING
"""


def record(*, gateway: str, delivery_id: int, state: str, payload: dict[str, Any], now: datetime) -> bool:
    """Store one receipt and merge it; False when it was known already. `payload` names no address.

    The row is locked by the update itself: two receipts at once are merged one after the other.
    """
    named = json.dumps([gateway, delivery_id, state, payload], sort_keys=True)
    digest = hashlib.sha256(named.encode()).digest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STORE, [gateway, json.dumps(payload), digest, now, delivery_id])
        fresh = cursor.rowcount > 0
        Delivery.objects.filter(pk=delivery_id, state__in=RECEIPT_SOURCES[state]).update(
            state=state, updated_at=now
        )
    return fresh
