"""How the queue is now, for /metrics: from open chunks, gateways and unmatched receipts alone.

A million deliveries are two thousand chunks, of which the partial index `chunk_open` holds the unfinished;
`receipt_early` holds the unmatched receipts. messaging_delivery is never read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from messaging import heartbeats
from messaging.models import Gateway, InboundMessage, Sending

# What is beyond is not counted on: a gateway that repeats nonsense must not make its watching dear.
MOST_UNMATCHED = 10_000

# Due: not paused, past the time in which it may be taken back.
_QUEUE = """
SELECT sending.priority,
       count(*) FILTER (WHERE chunk.state = 'WAITING' AND chunk.not_before <= %(now)s),
       count(*) FILTER (WHERE chunk.state = 'LEASED' AND chunk.lease_until >= clock_timestamp()),
       count(*) FILTER (WHERE chunk.state = 'LEASED' AND chunk.lease_until < clock_timestamp()),
       coalesce(extract(epoch FROM %(now)s - min(chunk.not_before)
                FILTER (WHERE chunk.state = 'WAITING' AND chunk.not_before <= %(now)s)), 0)
FROM messaging_chunk chunk JOIN messaging_sending sending ON sending.id = chunk.sending_id
WHERE chunk.state <> 'DONE' AND sending.state IN ('RUNNING', 'STOPPING')
GROUP BY sending.priority
"""

_UNMATCHED = """
SELECT count(*) FROM (SELECT FROM messaging_receipt WHERE delivery_id IS NULL LIMIT %s) AS unmatched
"""


@dataclass(frozen=True)
class Gauge:
    """One number, and the labels that tell it from its like."""

    name: str
    meaning: str
    value: float
    labels: dict[str, str]


def gauges(*, now: datetime) -> Iterator[Gauge]:
    yield from _queue(now)
    yield from _gateways(now)
    yield from _unmatched()
    yield from _processes()
    unread = InboundMessage.objects.for_a_person().unread().count()
    yield Gauge("geoalert_replies_unread", "Replies that a person has to read, of 30 days.", unread, {})


def _queue(now: datetime) -> Iterator[Gauge]:
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"now": now})
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    for priority in Sending.Priority:
        due, leased, lapsed, age = found.get(priority.value, (0, 0, 0, 0))
        labels = {"priority": priority.name.lower()}
        most = (due + leased + lapsed) * settings.CHUNK_SIZE
        yield Gauge("geoalert_chunks_due", "Chunks that wait for a worker.", due, labels)
        yield Gauge("geoalert_chunks_leased", "Chunks being sent.", leased, labels)
        yield Gauge("geoalert_chunks_lapsed", "Chunks whose worker is gone.", lapsed, labels)
        yield Gauge("geoalert_queued_at_most", "Deliveries of these chunks, at most.", most, labels)
        yield Gauge("geoalert_oldest_due_seconds", "How long the oldest due chunk waits.", float(age), labels)


def _gateways(now: datetime) -> Iterator[Gauge]:
    for gateway in Gateway.objects.order_by("name"):
        labels = {"gateway": gateway.name}
        is_open = float(gateway.opened_at is not None)
        yield Gauge("geoalert_breaker_open", "1: nothing is handed to it but trials.", is_open, labels)
        yield Gauge("geoalert_refusals_in_a_row", "Since the last success.", gateway.refusals, labels)
        if rate := settings.GATEWAY_RATES.get(gateway.name):
            yield Gauge("geoalert_tokens", "Parts of texts that may leave now.", gateway.tokens, labels)
            yield Gauge("geoalert_rate_per_second", "Its contract, in parts.", rate, labels)


def _unmatched() -> Iterator[Gauge]:
    """Early, or of nobody: those go after a day (messaging/forgetting.py)."""
    with connection.cursor() as cursor:
        cursor.execute(_UNMATCHED, [MOST_UNMATCHED])
        (count,) = cursor.fetchone()
    meaning = f"Receipts of no delivery we know, of 24 h, {MOST_UNMATCHED} at most."
    yield Gauge("geoalert_receipts_unmatched", meaning, count, {})


def _processes() -> Iterator[Gauge]:
    for name in heartbeats.watched():
        yield Gauge("geoalert_heartbeat_age_seconds", "Silence.", heartbeats.age(name), {"process": name})
