"""Demonstration incidents are always the same, and have something in them to find."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.db.models import F, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, ExtractMonth

from geoalert.demo.events import seed_incidents
from geoalert.demo.incident_table import incident_table
from geoalert.reference import load_reference
from incidents.models import Incident
from tests.places import VENDOME
from zones.geography import geography as current_geography
from zones.lambert import to_degrees, to_metres

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=PARIS)
COUNT = 20_000
SATURDAY, SUNDAY = 6, 7
SAINT_MAUR = Point(2.4900, 48.7995, srid=4326)


@pytest.fixture
def incidents(geography: None) -> QuerySet[Incident]:
    load_reference()
    seed_incidents(count=COUNT, seed=3, now=NOW)
    return Incident.objects.all()


def rows(incidents: QuerySet[Incident]) -> list[tuple[object, ...]]:
    return list(incidents.order_by("pk").values_list("kind__code", "began_at", "ended_at", "location"))


def by(part: type, incidents: QuerySet[Incident], *kinds: str) -> Counter[int]:
    """How many incidents of these kinds began in each local hour, weekday or month."""
    told = incidents.filter(kind__code__in=kinds).annotate(part=part("began_at", tzinfo=PARIS))
    return Counter(told.values_list("part", flat=True))


def test_there_are_exactly_as_many_as_asked_for_and_a_second_time_changes_nothing(
    incidents: QuerySet[Incident],
) -> None:
    assert incidents.count() == COUNT
    assert not seed_incidents(count=COUNT, seed=3, now=NOW)


@pytest.mark.parametrize("count", [0, 1, 37])
def test_a_few_are_as_exact_as_many(geography: None, count: int) -> None:
    load_reference()
    seed_incidents(count=count, seed=3, now=NOW)

    assert Incident.objects.count() == count


def test_the_same_seed_makes_the_same_rows_all_day(incidents: QuerySet[Incident]) -> None:
    before = rows(incidents)
    incidents.delete()

    seed_incidents(count=COUNT, seed=3, now=NOW + timedelta(hours=11))

    assert rows(incidents) == before


def test_another_seed_makes_others(incidents: QuerySet[Incident]) -> None:
    before = rows(incidents)

    seed_incidents(count=COUNT, seed=4, now=NOW)

    assert incidents.count() == COUNT
    assert rows(incidents) != before


def test_they_fill_the_twelve_months_before_today(incidents: QuerySet[Incident]) -> None:
    months = incidents.annotate(month=ExtractMonth("began_at", tzinfo=PARIS))

    assert not incidents.filter(ended_at__gt=MIDNIGHT).exists()
    assert not incidents.filter(began_at__lt=MIDNIGHT - timedelta(days=366)).exists()
    assert len(set(months.values_list("month", flat=True))) == 12
    assert incidents.filter(began_at__gte=MIDNIGHT - timedelta(days=1)).exists()


def test_kinds_come_in_their_shares(incidents: QuerySet[Incident]) -> None:
    found = Counter(incidents.values_list("kind__code", flat=True))

    for code, rhythm in incident_table().rhythms.items():
        assert found[code] / COUNT == pytest.approx(rhythm.share / 100, abs=0.012), code


def test_shops_are_robbed_while_they_are_open(incidents: QuerySet[Incident]) -> None:
    thefts = "vol-etalage", "vol-substitution"
    hours, weekdays = by(ExtractHour, incidents, *thefts), by(ExtractIsoWeekDay, incidents, *thefts)

    assert set(hours) <= set(range(8, 20))
    assert sum(hours[hour] for hour in range(14, 19)) > sum(hours.values()) / 2
    assert max(weekdays, key=lambda day: weekdays[day]) == SATURDAY
    assert min(weekdays, key=lambda day: weekdays[day]) == SUNDAY


def test_december_is_busy_and_august_is_not(incidents: QuerySet[Incident]) -> None:
    months = by(ExtractMonth, incidents, "vol-etalage")

    assert months[12] > 1.4 * months[3]
    assert months[8] < 0.9 * months[3]


def test_burglaries_are_known_from_closing_to_opening_in_summer_time_and_in_winter_time(
    incidents: QuerySet[Incident],
) -> None:
    burglaries = incidents.filter(kind__code="cambriolage")
    windows = burglaries.exclude(ended_at=F("began_at")).exclude(ended_at=MIDNIGHT)
    closing = Counter(windows.annotate(h=ExtractHour("began_at", tzinfo=PARIS)).values_list("h", flat=True))
    opening = Counter(windows.annotate(h=ExtractHour("ended_at", tzinfo=PARIS)).values_list("h", flat=True))

    assert 0.8 < windows.count() / burglaries.count() < 0.9
    assert set(closing) == {19, 20}
    assert set(opening) == {7, 8, 9}


def test_no_window_is_longer_than_a_day(incidents: QuerySet[Incident]) -> None:
    assert not incidents.filter(ended_at__gt=F("began_at") + timedelta(days=1)).exists()


def test_bars_are_damaged_on_weekend_nights(incidents: QuerySet[Incident]) -> None:
    known = incidents.filter(ended_at=F("began_at"))
    nights = by(ExtractIsoWeekDay, known, "degradation")

    assert set(by(ExtractHour, known, "degradation")) <= {21, 22, 23, 0, 1, 2, 3, 4, 5}
    assert nights[SATURDAY] + nights[SUNDAY] > 0.5 * sum(nights.values())


def test_a_few_have_no_place_and_the_others_are_in_the_four_departments(
    incidents: QuerySet[Incident],
) -> None:
    placed = incidents.filter(location__isnull=False)

    assert 0.02 < 1 - placed.count() / COUNT < 0.04
    assert placed.inside(current_geography().covered).count() == placed.count()  # type: ignore[attr-defined]


def test_kinds_keep_to_their_places(incidents: QuerySet[Incident]) -> None:
    def share_near_vendome(kind: str) -> float:
        of_kind = incidents.filter(kind__code=kind)
        return near(of_kind, Point(*VENDOME, srid=4326), metres=1000).count() / of_kind.count()

    assert share_near_vendome("vol-substitution") > 0.3
    assert share_near_vendome("cambriolage") < 0.05


def test_a_fortnight_of_swaps_around_vendome_stands_out(incidents: QuerySet[Incident]) -> None:
    swaps = near(incidents.filter(kind__code="vol-substitution"), Point(*VENDOME, srid=4326), metres=700)
    inside = {"began_at__gte": MIDNIGHT - timedelta(days=33), "began_at__lt": MIDNIGHT - timedelta(days=17)}
    fortnight = swaps.filter(**inside).count()

    assert fortnight > 3 * (swaps.count() - fortnight) * 16 / 349


def test_burglaries_repeat_nearby_in_one_suburb(incidents: QuerySet[Incident]) -> None:
    burglaries = near(incidents.filter(kind__code="cambriolage"), SAINT_MAUR, metres=1500)
    six_weeks = burglaries.filter(began_at__gte=MIDNIGHT - timedelta(days=77)).count()

    assert six_weeks > 4 * (burglaries.count() - six_weeks) * 77 / 288


def near(incidents: QuerySet[Incident], place: Point, *, metres: float) -> QuerySet[Incident]:
    return incidents.filter(location__coveredby=to_degrees(to_metres(place).buffer(metres)))
