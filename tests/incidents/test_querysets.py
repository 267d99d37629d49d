"""What a filter finds, by the clock of Paris; and who may see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.roles import ANALYST, OFFICER
from incidents.models import Incident
from tests.factories import person
from tests.incidents.making import incident, last_days, paris
from tests.places import MONTREUIL, OPERA, SAINT_DENIS, VENDOME

pytestmark = pytest.mark.django_db


def found(**asked: tuple) -> set[Incident]:
    return set(Incident.objects.matching(last_days(365, **asked)))


def test_days_are_those_of_paris_both_ends_included() -> None:
    first, last = incident(paris(2026, 11, 1, 0, 0)), incident(paris(2026, 11, 2, 23, 59))
    incident(paris(2026, 10, 31, 23, 59)), incident(paris(2026, 11, 3, 0, 0))
    asked = replace(last_days(), since=first.began_at.date() + timedelta(days=1), until=last.began_at.date())

    assert set(Incident.objects.matching(asked)) == {first, last}


def test_an_hour_is_the_same_on_the_clock_in_summer_and_winter() -> None:
    winter, summer = incident(paris(2026, 1, 12, 18, 30)), incident(paris(2026, 7, 13, 18, 30))
    incident(paris(2026, 1, 12, 17, 59)), incident(paris(2026, 7, 13, 19, 0))

    assert found(hours=(18,)) == {winter, summer}


def test_both_hours_called_two_are_found_when_the_clocks_go_back() -> None:
    first, second = incident(paris(2026, 10, 25, 2, 30)), incident(paris(2026, 10, 25, 2, 30, fold=1))

    assert second.began_at - first.began_at == timedelta(hours=1)
    assert found(hours=(2,), weekdays=(6,)) == {first, second}


def test_weekdays_begin_with_monday() -> None:
    monday = incident(paris(2026, 11, 23, 0, 5))
    incident(paris(2026, 11, 22, 23, 55))

    assert found(weekdays=(0,)) == {monday}


def test_zones_are_communes_sectors_and_departments_alike(geography: None) -> None:
    here, opera, east = incident(at=VENDOME), incident(at=OPERA), incident(at=MONTREUIL)
    incident(at=None)

    assert found(zones=("75101",)) == {here}
    assert found(zones=("75-CENTRE", "93048")) == {here, east}
    assert found(zones=("75",)) == {here, opera}


def test_kinds_are_alternatives() -> None:
    theft, burglary = incident(), incident(of="cambriolage")

    assert found(kinds=("cambriolage",)) == {burglary}
    assert found(kinds=("cambriolage", "vol-etalage")) == {theft, burglary}


def test_an_officer_sees_their_own_territory_an_analyst_everything(geography: None) -> None:
    mine, theirs, nowhere = incident(at=VENDOME), incident(at=SAINT_DENIS), incident(at=None)
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))
    chloe = person("chloe", ANALYST, sectors=("*",))
    denis = person("denis", ANALYST)

    assert set(Incident.objects.visible_to(alice)) == {mine}
    assert set(Incident.objects.visible_to(chloe)) == {mine, theirs, nowhere}
    assert not Incident.objects.visible_to(denis).exists()
