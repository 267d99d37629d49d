"""Long texts of phones come in parts, in any order, each answered by itself: kept until all are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection, transaction

from messaging.models import InboundPart
from messaging.queueing import Address

# Whoever misses a part after this is read without it.
WAIT = timedelta(minutes=15)
MISSING = "[…]"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class Piece:
    """`text` is part `part` of `parts` of the series `series` of one phone."""

    series: str
    part: int
    parts: int
    text: str


def join(*, gateway: str, to: Address, piece: Piece, now: datetime) -> str | None:
    """Keep one part; returns the whole text if none is missing now. The same part again changes nothing."""
    series = InboundPart.objects.filter(gateway=gateway, address_hash=to.hash, series=piece.series)
    with transaction.atomic():
        _lock(gateway, to, piece.series)
        InboundPart.objects.update_or_create(
            gateway=gateway,
            address_hash=to.hash,
            series=piece.series,
            part=piece.part,
            defaults={
                "address_sealed": to.sealed,
                "parts": piece.parts,
                # PostgreSQL keeps no NUL, which a binary message may hold.
                "text": piece.text.replace("\0", ""),
                "received_at": now,
            },
        )
        kept = list(series.select_for_update().order_by("part"))
        if len(kept) < piece.parts:
            return None
        series.delete()
    return "".join(part.text for part in kept)


def take_late(*, now: datetime) -> list[tuple[bytes, str]]:
    """Sealed address and text of each series that waited for too long; they are kept here no more.

    To be called in the transaction that keeps them elsewhere.
    """
    late = InboundPart.objects.filter(received_at__lt=now - WAIT).select_for_update(skip_locked=True)
    series: dict[tuple[bytes, str], list[InboundPart]] = {}
    for part in late.order_by("part"):
        series.setdefault((bytes(part.address_hash), part.series), []).append(part)
    InboundPart.objects.filter(pk__in=[part.pk for parts in series.values() for part in parts]).delete()
    return [(bytes(parts[0].address_sealed), _with_gaps(parts)) for parts in series.values()]


def _lock(gateway: str, to: Address, series: str) -> None:
    """Two receivers, each with one of the last parts, would otherwise each see its own alone."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"{gateway} {to.hash.hex()} {series}"])


def _with_gaps(kept: Sequence[InboundPart]) -> str:
    """Parts that follow each other are one text, cut within a word as often as not."""
    texts = {part.part: part.text for part in kept}
    runs = groupby(range(1, kept[0].parts + 1), key=texts.__contains__)
    return " ".join("".join(texts[place] for place in run) if there else MISSING for there, run in runs)
