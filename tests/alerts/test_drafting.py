"""From a form to a draft: what is refused, and what a second press of the same form makes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import OFFICER
from alerts import drafting
from alerts.models import Alert
from alerts.steering import stop
from messaging.clock import database_now
from tests.alerts.making import draft, leave, request
from tests.factories import person, subscriber
from tests.places import SAINT_DENIS, VENDOME

pytestmark = pytest.mark.django_db

PRESSES = 8


@pytest.fixture
def alice(geography: None) -> User:
    subscriber(at=VENDOME)
    return person("alice", OFFICER, sectors=("75-CENTRE",))


def test_the_same_form_twice_is_the_same_alert(alice: User) -> None:
    asked = request(VENDOME)

    first, second = (drafting.draft(author=alice, request=asked, now=database_now()) for _ in range(2))

    assert first.pk == second.pk
    assert Alert.objects.count() == 1


def test_the_code_is_ten_letters_and_the_link_fits_its_room(alice: User) -> None:
    alert = draft(alice, VENDOME)

    assert len(alert.code) == 10
    assert alert.previewed_count == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("text", {"text": "   "}),
        ("text", {"text": "a\x07b"}),
        ("text", {"text": "a" * 800}),
        ("text", {"text": "Vol \u202eplace Vendome."}),
        ("text", {"text": "Vol place\u200f Vendome."}),
        ("text", {"text": "Vol {lieu} à 8h32."}),
        ("text", {"text": "Vol place Vendome à {heure}."}),
        ("professions", {"profession_codes": []}),
        ("professions", {"profession_codes": ["pirate"]}),
        ("valid_minutes", {"valid_minutes": 7}),
    ],
)
def test_a_field_that_does_not_allow_an_alert_is_named(
    alice: User, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(drafting.DraftRefused) as refused:
        draft(alice, VENDOME, **changes)

    assert refused.value.field == field
    assert Alert.objects.count() == 0


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_a_line_ends_in_one_way_whatever_was_typed_on(alice: User, end: str) -> None:
    alert = draft(alice, VENDOME, text=f"Vol place Vendome.{end}Un doute : 17.{end}")

    assert alert.text == "Vol place Vendome.\nUn doute : 17."


def test_lines_are_counted_as_they_leave(alice: User) -> None:
    lines = "\r\n".join("a" for _ in range(340))

    assert draft(alice, VENDOME, text=lines).text.count("\n") == 339


def test_the_parts_of_one_emoji_may_be_joined(alice: User) -> None:
    assert draft(alice, VENDOME, text="Vol 👮\u200d♀\ufe0f.").text == "Vol 👮\u200d♀\ufe0f."


@pytest.mark.parametrize("shift", [timedelta(hours=1), timedelta(days=-8)])
def test_facts_of_tomorrow_or_last_month_are_refused(alice: User, shift: timedelta) -> None:
    with pytest.raises(drafting.DraftRefused, match=r"faits"):
        draft(alice, VENDOME, occurred_at=database_now() + shift)


def test_outside_ones_territory_is_refused(alice: User) -> None:
    subscriber(at=SAINT_DENIS)

    with pytest.raises(drafting.DraftRefused, match="territoire"):
        draft(alice, SAINT_DENIS)


def test_an_alert_to_nobody_is_refused(alice: User) -> None:
    with pytest.raises(drafting.DraftRefused, match="Personne"):
        draft(alice, VENDOME, profession_codes=["bijouterie"], shapes=[_far()])


def test_somebody_elses_form_is_not_mine(alice: User) -> None:
    asked = request(VENDOME)
    drafting.draft(author=alice, request=asked, now=database_now())
    bob = person("bob", OFFICER, sectors=("*",))

    with pytest.raises(drafting.DraftRefused, match="autre personne"):
        drafting.draft(author=bob, request=asked, now=database_now())


def _far() -> dict[str, Any]:
    return {"type": "circle", "sign": "include", "center": [2.3580, 48.8600], "radius": 50}


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_of_one_form_make_one_draft(alice: User) -> None:
    asked = request(VENDOME)
    together = Barrier(PRESSES, timeout=10)

    def press(_: int) -> int:
        together.wait()
        try:
            return drafting.draft(author=alice, request=asked, now=database_now()).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as tabs:
        assert len(set(tabs.map(press, range(PRESSES)))) == 1
    assert Alert.objects.count() == 1


def test_the_form_of_what_was_cancelled_is_no_way_back_to_it(alice: User) -> None:
    asked = request(VENDOME)
    alert = leave(drafting.draft(author=alice, request=asked, now=database_now()), by=alice)
    stop(alert=alert, by=alice, now=database_now())

    with pytest.raises(drafting.FormUsed):
        drafting.draft(author=alice, request=asked, now=database_now())
