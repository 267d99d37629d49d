"""Who is inside: counted for the officer, listed with reasons, and handed to the freeze.

One definition serves the live count, the paged list and the frozen list, so that they agree.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.db.models import Count, QuerySet

from subscribers.models import Contact, Profession, Subscriber
from subscribers.querysets import Reach, SubscriberQuerySet


@dataclass(frozen=True, kw_only=True)
class ProfessionCount:
    """Establishments of one profession inside the perimeter; `reachable` of them could be warned."""

    code: str
    name: str
    plural: str
    inside: int
    reachable: int
    selected: bool


@dataclass(frozen=True, kw_only=True)
class Audience:
    """What the officer is shown. `recipients` counts distinct addresses: what a send would freeze now.

    Every establishment inside is exactly one of `reached`, `not_selected` (reachable, profession not
    ticked) or `unreachable` (whatever its profession).
    """

    recipients: int
    inside: int
    reached: int
    not_selected: int
    unreachable: int
    by_reason: dict[str, int] = field(default_factory=dict)
    professions: list[ProfessionCount] = field(default_factory=list)


def chosen(codes: Collection[str] | None) -> SubscriberQuerySet:
    """Subscribers of the professions named; None means every profession, an empty list nobody."""
    subscribers = Subscriber.objects.all()
    return subscribers if codes is None else subscribers.filter(profession__code__in=codes)


def recipients(
    *, perimeter: MultiPolygon, profession_codes: Collection[str] | None, now: datetime
) -> QuerySet[Any, dict[str, Any]]:
    """Rows of channel, address_hash, address_sealed, origin for the freeze; addresses may repeat."""
    inside = chosen(profession_codes).inside(perimeter)
    return Contact.objects.recipients_for(inside, now)


def members(
    *, perimeter: MultiPolygon, profession_codes: Collection[str] | None, now: datetime
) -> SubscriberQuerySet:
    """Everybody inside, each with its `reach`, in a stable order for paging."""
    return (
        chosen(profession_codes)
        .inside(perimeter)
        .with_reach(now)
        .select_related("profession", "commune")
        .order_by("profession__rank", "name", "pk")
    )


def nearest(
    *, perimeter: MultiPolygon, among: MultiPolygon, profession_codes: Collection[str] | None, now: datetime
) -> float | None:
    """Metres from the perimeter to the nearest establishment of `among` that could be warned, or None."""
    reachable = chosen(profession_codes).inside(among).with_reach(now).filter(reach=Reach.REACHABLE)
    found = reachable.nearest_first(perimeter).first()
    return found.away.m if found else None


def count(*, perimeter: MultiPolygon, profession_codes: Collection[str] | None, now: datetime) -> Audience:
    """Count by profession and by reason; two queries, whatever the number inside."""
    inside, reachable, reasons = _tally(perimeter, now)
    professions = [
        ProfessionCount(
            code=profession.code,
            name=profession.name,
            plural=profession.plural,
            inside=inside[profession.pk],
            reachable=reachable[profession.pk],
            selected=profession_codes is None or profession.code in profession_codes,
        )
        for profession in Profession.objects.order_by("rank", "code")
        if inside[profession.pk]
    ]
    wanted = recipients(perimeter=perimeter, profession_codes=profession_codes, now=now)
    return Audience(
        recipients=wanted.values("channel", "address_hash").distinct().count(),
        inside=inside.total(),
        reached=sum(row.reachable for row in professions if row.selected),
        not_selected=sum(row.reachable for row in professions if not row.selected),
        unreachable=reasons.total(),
        by_reason=dict(reasons),
        professions=professions,
    )


def _tally(perimeter: MultiPolygon, now: datetime) -> tuple[Counter[int], Counter[int], Counter[str]]:
    """Establishments inside and reachable, by profession id; the unreachable, by reason."""
    inside: Counter[int] = Counter()
    reachable: Counter[int] = Counter()
    reasons: Counter[str] = Counter()
    rows = (
        Subscriber.objects.inside(perimeter)
        .with_reach(now)
        .values_list("profession_id", "reach")  # type: ignore[misc]
        .annotate(establishments=Count("pk"))
    )
    for profession, reach, establishments in rows:
        inside[profession] += establishments
        if reach == Reach.REACHABLE:
            reachable[profession] += establishments
        else:
            reasons[reach] += establishments
    return inside, reachable, reasons
