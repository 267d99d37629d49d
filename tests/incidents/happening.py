"""Incidents for tests, on one working day of winter time."""

from datetime import UTC, date, datetime, timedelta

from django.contrib.gis.geos import Point

from incidents.filters import IncidentFilter
from incidents.models import Incident, IncidentKind
from incidents.sight import Sight
from tests.places import VENDOME

NOON = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)
"""Noon in Paris on Wednesday 18 November 2026."""
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
MONTH = IncidentFilter(since=date(2026, 10, 25), until=date(2026, 11, 23), preset=30)

EXACTLY = Sight.whole(exact=True)
ROUNDED = Sight.whole(exact=False)


def kind(code: str = "vol-etalage", name: str = "Vol à l’étalage") -> IncidentKind:
    found, _ = IncidentKind.objects.get_or_create(code=code, defaults={"name": name, "rank": 0})
    return found


def incident(
    *,
    at: tuple[float, float] | None = VENDOME,
    began: datetime = NOON,
    lasting: timedelta = timedelta(0),
    of: IncidentKind | None = None,
    times: int = 1,
) -> None:
    """`times` the same incident; `at` None: nobody knows where."""
    place = Point(*at, srid=4326) if at else None
    Incident.objects.bulk_create(
        Incident(kind=of or kind(), began_at=began, ended_at=began + lasting, location=place, source="test")
        for _ in range(times)
    )
