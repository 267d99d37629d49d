"""A kept perimeter: checked like an alert's, journalled, seen by those whose territory it touches."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import ANALYST, OFFICER
from alerts.models import SavedPerimeter
from alerts.saved_perimeters import SavingRefused, delete_perimeter, save_perimeter
from tests.dashboard.asking import circle
from tests.factories import NOON, person
from tests.journal import entries_about
from tests.places import SAINT_DENIS, VENDOME, VERSAILLES
from zones.perimeters import PerimeterRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def chloe(geography: None) -> User:
    return person("chloe", ANALYST, sectors=("*",))


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


def saved_at(place: tuple[float, float], by: User, name: str = "Abords") -> SavedPerimeter:
    return save_perimeter(name=name, shapes=[circle(150, place)], author=by, now=NOON)


def test_it_is_kept_as_drawn_and_journalled(chloe: User) -> None:
    saved = saved_at(VENDOME, chloe, name="  Place   Vendôme ")

    assert saved.name == "Place Vendôme"
    assert saved.shapes == [circle(150, VENDOME)]
    assert saved.area_km2 == pytest.approx(0.0707, rel=0.01)
    assert [entry.verb for entry in entries_about(saved)] == ["perimeter.save"]


def test_an_officer_opens_what_touches_their_territory(chloe: User, alice: User) -> None:
    here, there = saved_at(VENDOME, chloe), saved_at(SAINT_DENIS, chloe)

    assert set(SavedPerimeter.objects.visible_to(alice)) == {here}
    assert set(SavedPerimeter.objects.visible_to(chloe)) == {here, there}


def test_a_second_press_keeps_one(chloe: User) -> None:
    assert saved_at(VENDOME, chloe) == saved_at(VENDOME, chloe)


@pytest.mark.parametrize(("name", "words"), [("  ", "Donnez un nom"), ("x" * 81, "80 caractères")])
def test_it_wants_a_name(chloe: User, name: str, words: str) -> None:
    with pytest.raises(SavingRefused, match=words):
        saved_at(VENDOME, chloe, name=name)


def test_it_is_refused_where_an_alert_would_be(alice: User) -> None:
    with pytest.raises(SavingRefused, match="hors de votre territoire"):
        saved_at(SAINT_DENIS, alice)
    with pytest.raises(PerimeterRefused):
        saved_at(VERSAILLES, alice)
    with pytest.raises(PerimeterRefused):
        save_perimeter(name="Rien", shapes=[], author=alice, now=NOON)
    assert not SavedPerimeter.objects.exists()


def test_only_its_author_removes_it(chloe: User, alice: User) -> None:
    saved = saved_at(VENDOME, chloe)

    with pytest.raises(SavingRefused, match="Seul son auteur"):
        delete_perimeter(saved=saved, by=alice, now=NOON)
    delete_perimeter(saved=saved, by=chloe, now=NOON)
    delete_perimeter(saved=saved, by=chloe, now=NOON)

    assert not SavedPerimeter.objects.exists()
    assert [entry.verb for entry in entries_about(saved)] == ["perimeter.save", "perimeter.delete"]


def test_the_database_refuses_a_perimeter_of_nothing(chloe: User) -> None:
    saved = saved_at(VENDOME, chloe)

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedPerimeter.objects.filter(pk=saved.pk).update(area_km2=0)
