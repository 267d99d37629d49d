"""The freeze: a spatial question becomes rows, in one statement, each address once."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from messaging.models import Delivery, Sending
from messaging.sms_text import measure

# The caller's queryset gives channel, address_hash, address_sealed, origin; several shops may share
# an address: the one with the smallest origin stands for it. Who said STOP is left out here.
_INSERT = """
INSERT INTO messaging_delivery
    (sending_id, chunk_number, channel, address_hash, address_sealed, origin,
     state, attempts, reason, updated_at)
SELECT %s, (row_number() OVER (PARTITION BY channel ORDER BY origin) - 1) / %s,
       channel, address_hash, address_sealed, origin, 'QUEUED', 0, '', %s
FROM (
    SELECT DISTINCT ON (channel, address_hash) channel, address_hash, address_sealed, origin
    FROM ({question}) AS asked
    WHERE NOT EXISTS (
        SELECT FROM messaging_suppression stopped
        WHERE stopped.channel = asked.channel AND stopped.address_hash = asked.address_hash
    )
    ORDER BY channel, address_hash, origin
) AS once
"""

# Numbered from 0 in each channel.
_CHUNKS = """
INSERT INTO messaging_chunk (sending_id, channel, number, state, not_before)
SELECT %s, listed.channel, number, 'WAITING', %s
FROM (
    SELECT channel, max(chunk_number) AS last FROM messaging_delivery WHERE sending_id = %s GROUP BY channel
) AS listed, generate_series(0, listed.last) AS number
"""


def freeze(
    *,
    recipients: QuerySet[Any, dict[str, Any]],
    text: str,
    mode: str,
    priority: int,
    valid_until: datetime,
    not_before: datetime,
    now: datetime,
    unknown_policy: str = Sending.UnknownPolicy.AVOID_DUPLICATES,
) -> Sending:
    """Write the sending and its list; nothing leaves before `not_before`. Call it in a transaction.

    `recipients` gives rows of channel, address_hash, address_sealed and origin.
    """
    sending = Sending.objects.create(
        text=text,
        parts=measure(text).parts,
        mode=mode,
        priority=priority,
        valid_until=valid_until,
        unknown_policy=unknown_policy,
        created_at=now,
    )
    sending.frozen_count = _write_list(sending, recipients, now)
    sending.list_hash = list_hash(sending)
    if sending.frozen_count:
        _write_chunks(sending, not_before)
    else:
        sending.state, sending.ended_at = Sending.State.DONE, now
    sending.save(update_fields=["frozen_count", "list_hash", "state", "ended_at"])
    return sending


def list_hash(sending: Sending) -> str:
    """SHA-256 (hex) over the sorted address hashes of a sending."""
    digest = hashlib.sha256()
    hashes = Delivery.objects.filter(sending=sending).order_by("address_hash")
    for address_hash in hashes.values_list("address_hash", flat=True).iterator(chunk_size=10_000):
        digest.update(address_hash)
    return digest.hexdigest()


def _write_list(sending: Sending, recipients: QuerySet[Any, dict[str, Any]], now: datetime) -> int:
    columns = ("channel", "address_hash", "address_sealed", "origin")
    question, params = recipients.values(*columns).order_by().query.sql_with_params()
    named = f"SELECT * FROM ({question}) AS q(channel, address_hash, address_sealed, origin)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT.format(question=named),
            [sending.pk, settings.CHUNK_SIZE, now, *params],
        )
        return cursor.rowcount


def _write_chunks(sending: Sending, not_before: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CHUNKS, [sending.pk, not_before, sending.pk])
