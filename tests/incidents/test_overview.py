"""The numbers beside the map: totals, the period before, what is not placed, and who is told what."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from accounts.roles import ANALYST, OFFICER
from incidents.overview import overview
from tests.factories import person
from tests.incidents.making import incident, last_days, paris
from tests.places import SAINT_DENIS

pytestmark = pytest.mark.django_db


@pytest.fixture
def chloe(geography: None) -> User:
    return person("chloe", ANALYST, sectors=("*",))


@pytest.fixture
def rounded(geography: None) -> User:
    """May analyse; may not see exact incidents."""
    user = person("rose", None, sectors=("*",))
    user.user_permissions.add(Permission.objects.get(codename="analyse_incidents"))
    return user


def test_this_period_is_compared_with_the_equal_one_before(chloe: User) -> None:
    incident(paris(2026, 11, 24, 23, 59)), incident(paris(2026, 11, 18)), incident(paris(2026, 11, 20))
    incident(paris(2026, 11, 17, 23, 59)), incident(paris(2026, 11, 11))
    incident(paris(2026, 11, 10)), incident(paris(2026, 11, 25))

    found = overview(asked=last_days(7), user=chloe)

    assert (found.total, found.previous, found.change) == (3, 2, 50)
    assert found.comparable
    assert found.few
    assert sum(count for _, count in found.days) == 5
    assert len(found.days) == 14


def test_records_that_begin_too_late_compare_with_nothing(chloe: User) -> None:
    incident(paris(2026, 11, 20))

    assert not overview(asked=last_days(7), user=chloe).comparable


def test_what_has_no_place_is_said_and_belongs_to_no_zone(chloe: User) -> None:
    incident(), incident(at=None)

    everywhere = overview(asked=last_days(7), user=chloe)
    zone = overview(asked=last_days(7, zones=("75101",)), user=chloe)

    assert (everywhere.total, everywhere.unplaced) == (2, 1)
    assert (zone.total, zone.unplaced) == (1, None)


def test_the_grid_shows_every_hour_whatever_the_filter_asks(chloe: User) -> None:
    incident(paris(2026, 11, 23, 12)), incident(paris(2026, 11, 24, 9))

    found = overview(asked=last_days(7, hours=(12,)), user=chloe)

    assert found.total == 1
    assert (found.grid[0][12], found.grid[1][9]) == (1, 1)


def test_an_officer_is_told_of_their_own_territory_only(geography: None) -> None:
    incident(), incident(at=SAINT_DENIS), incident(at=None)
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))

    found = overview(asked=last_days(7), user=alice)

    assert (found.total, found.unplaced) == (1, None)


def test_without_the_permission_every_number_is_a_multiple_of_five(rounded: User) -> None:
    for hour in range(13):
        incident(paris(2026, 11, 23, hour))
    for _ in range(4):
        incident(paris(2026, 11, 12, 3), at=None)

    found = overview(asked=last_days(7), user=rounded)

    assert (found.total, found.previous, found.exact) == (15, 5, False)
    numbers = [found.unplaced, *(count for _, count in found.days), *(n for row in found.grid for n in row)]
    assert all(number is not None and number % 5 == 0 for number in numbers)


def test_an_empty_base_is_said_not_hidden(chloe: User) -> None:
    found = overview(asked=last_days(7), user=chloe)

    assert (found.total, found.recorded_at, found.change) == (0, None, None)
