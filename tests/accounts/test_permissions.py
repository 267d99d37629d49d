import pytest
from django.contrib.gis.geos import MultiPolygon, Point

from accounts.permissions import may_alert
from accounts.roles import ADMINISTRATOR, ANALYST, EDITOR, OFFICER, SUPERVISOR
from tests.factories import person
from tests.places import CRETEIL, SAINT_DENIS, VENDOME
from zones.models import Sector

pytestmark = pytest.mark.django_db


def around(place: tuple[float, float], degrees: float = 0.002) -> MultiPolygon:
    return MultiPolygon(Point(*place, srid=4326).buffer(degrees), srid=4326)


def test_an_officer_acts_in_their_own_sectors() -> None:
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))

    assert may_alert(alice, around(VENDOME)).wholly_inside
    assert not may_alert(alice, around(SAINT_DENIS)).overlaps


def test_a_perimeter_across_the_limit_is_partly_outside_and_says_how_much() -> None:
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))

    verdict = may_alert(alice, around(VENDOME, 0.02))

    assert (verdict.overlaps, verdict.wholly_inside) == (True, False)
    assert 0.3 < verdict.outside_share < 0.9


def test_the_sector_itself_is_wholly_inside() -> None:
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))
    outline = Sector.objects.get(code="75-CENTRE").boundary

    assert may_alert(alice, outline).wholly_inside


def test_without_a_territory_nobody_acts_anywhere() -> None:
    assert not may_alert(person("denis", OFFICER), around(VENDOME)).overlaps


def test_everywhere_is_everywhere() -> None:
    eve = person("eve", SUPERVISOR, sectors=("*",))

    assert all(may_alert(eve, around(place)).wholly_inside for place in (VENDOME, SAINT_DENIS, CRETEIL))


@pytest.mark.parametrize(
    ("role", "sends", "approves", "administers"),
    [
        (OFFICER, True, False, False),
        (SUPERVISOR, True, True, False),
        (ANALYST, False, False, False),
        (EDITOR, False, False, False),
        (ADMINISTRATOR, False, False, True),
    ],
)
def test_a_role_may_do_what_its_row_says(role: str, sends: bool, approves: bool, administers: bool) -> None:
    user = person("someone", role)

    may = [user.has_perm(f"accounts.{name}") for name in ("send_alert", "approve_alert", "administer")]

    assert may == [sends, approves, administers]


def test_an_administrator_never_sends_whatever_other_role_they_were_given() -> None:
    nadia = person("nadia", ADMINISTRATOR)
    nadia.groups.add(person("alice", OFFICER).groups.get())

    assert not nadia.has_perm("accounts.send_alert")


def test_a_superuser_never_sends_either() -> None:
    root = person("root", None, is_superuser=True)

    assert root.has_perm("accounts.administer")
    assert not root.has_perm("accounts.send_alert")
    assert not root.has_perm("accounts.approve_alert")


def test_somebody_who_left_may_nothing() -> None:
    assert not person("parti", OFFICER, is_active=False).has_perm("accounts.send_alert")
