"""Incidents for tests: one by one at a named place, or many at once around it."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.contrib.gis.geos import Point

from incidents.filters import IncidentFilter
from incidents.models import Incident, IncidentKind
from tests.places import VENDOME
from zones.french import PARIS

TODAY = date(2026, 11, 25)
MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
DEGREES_A_METRE = np.array([1 / 73_200, 1 / 111_200])


def paris(year: int, month: int, day: int, hour: int = 0, minute: int = 0, fold: int = 0) -> datetime:
    """A moment as a clock of Paris shows it; `fold` 1 is the second of two equal ones."""
    return datetime(year, month, day, hour, minute, tzinfo=PARIS, fold=fold).astimezone(UTC)


def kind(code: str = "vol-etalage") -> IncidentKind:
    names = {"vol-etalage": "Vol à l’étalage", "cambriolage": "Cambriolage"}
    found, _ = IncidentKind.objects.get_or_create(code=code, defaults={"name": names[code], "rank": 0})
    return found


def incident(
    began: datetime = MONDAY_NOON,
    *,
    at: tuple[float, float] | None = VENDOME,
    ended: datetime | None = None,
    of: str = "vol-etalage",
) -> Incident:
    """At (longitude, latitude), or nowhere known; without `ended` its time is known."""
    place = Point(*at, srid=4326) if at else None
    return Incident.objects.create(
        kind=kind(of), began_at=began, ended_at=ended or began, location=place, source="test"
    )


def scatter(count: int, *, around: tuple[float, float] = VENDOME, metres: float = 400, seed: int = 1) -> None:
    """`count` incidents about a place, one after the other in time, the same ones for a seed."""
    offsets = np.random.default_rng(seed).normal(0, metres, (count, 2)) * DEGREES_A_METRE
    Incident.objects.bulk_create(
        Incident(
            kind=kind(),
            began_at=MONDAY_NOON - timedelta(hours=number),
            ended_at=MONDAY_NOON - timedelta(hours=number),
            location=Point(around[0] + x, around[1] + y, srid=4326),
            source="test",
        )
        for number, (x, y) in enumerate(offsets)
    )


def last_days(days: int = 90, **more: tuple) -> IncidentFilter:
    usual = IncidentFilter.last_days(days, today=TODAY)
    return IncidentFilter(since=usual.since, until=usual.until, preset=days, **more)
