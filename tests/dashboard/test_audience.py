"""The live count and the list: what the domain counts, and a sentence instead of a number when refused."""

import re
from typing import Any

import pytest
from django.db.models import Exists, OuterRef
from django.test import Client

from accounts.models import User
from alerts import audience
from messaging.clock import database_now
from subscribers.models import Profession, Subscriber
from subscribers.querysets import Reach
from tests.dashboard.asking import ask, circle, polygon, zone
from tests.places import MARSEILLE, SAINT_DENIS, VENDOME
from zones.lambert import to_metres
from zones.models import Sector
from zones.perimeters import compose

pytestmark = pytest.mark.django_db

X, Y = VENDOME
SQUARE = polygon(
    (X - 0.006, Y - 0.004), (X + 0.006, Y - 0.004), (X + 0.006, Y + 0.004), (X - 0.006, Y + 0.004)
)
BOW = polygon((X, Y), (X + 0.01, Y + 0.01), (X + 0.01, Y), (X, Y + 0.01))
HOLE = circle(150) | {"sign": "exclude"}
NAN = '{"shapes": [{"type": "circle", "sign": "include", "center": [NaN, 48.8], "radius": 300}]}'

HOSTILE: dict[str, object] = {
    "nothing": {"shapes": []},
    "no shapes at all": {},
    "not a list": {"shapes": "all of Paris"},
    "not an object": [1, 2],
    "not JSON": "{",
    "deep nesting": "[" * 5000,
    "NaN": NAN,
    "a NUL in a label": {"shapes": [circle(label="a\0b")]},
    "half a character in a label": '{"shapes": [{"label": "\\ud800"}]}',
    "a NUL for a name": {"shapes": [circle()], "a\0b": 1},
    "only exclusions": {"shapes": [HOLE]},
    "a bow tie": {"shapes": [BOW]},
    "two corners": {"shapes": [polygon((X, Y), (X + 0.01, Y))]},
    "an open ring": {
        "shapes": [
            {
                "type": "polygon",
                "sign": "include",
                "geometry": {"type": "Polygon", "coordinates": [[[X, Y], [X + 0.01, Y], [X, Y + 0.01]]]},
            }
        ]
    },
    "swapped axes": {"shapes": [circle(center=(Y, X))]},
    "elsewhere": {"shapes": [circle(center=MARSEILLE)]},
    "an enormous circle": {"shapes": [circle(50_000)]},
    "a radius that is text": {"shapes": [circle() | {"radius": "300; DROP TABLE"}]},
    "a zone that is not": {"shapes": [zone("sector", "99-XX")]},
    "too many corners": {"shapes": [polygon(*((X + n * 1e-7, Y + n % 2 * 0.01) for n in range(30_000)))]},
    "too heavy": {"shapes": [circle(label="x" * 1_100_000)]},
}


@pytest.fixture
def officer(client: Client, alice: User) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def supervisor(client: Client, eve: User) -> Client:
    client.force_login(eve, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("shapes", [[circle()], [SQUARE], [circle(), HOLE], [zone("sector", "75-08")]])
def test_the_number_is_the_one_the_domain_counts(officer: Client, shapes: list[dict[str, Any]]) -> None:
    answer = ask(officer, "audience-count", {"shapes": shapes, "professions": None}).json()
    perimeter = compose(shapes).geometry
    found = audience.count(perimeter=perimeter, profession_codes=None, now=database_now())
    assert found.recipients > 0
    assert answer["count"] == found.recipients
    assert answer["inside"] == Subscriber.objects.inside(perimeter).count()
    assert answer["inside"] == answer["reached"] + answer["not_selected"] + answer["unreachable"]
    assert sum(row["reachable"] for row in answer["professions"]) == answer["reached"]


def test_only_ticked_professions_are_counted_and_the_others_are_still_shown(officer: Client) -> None:
    body = {"shapes": [circle(1500)], "professions": ["bijouterie"]}
    code = Profession.objects.order_by("rank").values_list("code", flat=True)[0]
    body["professions"] = [code]
    answer = ask(officer, "audience-count", body).json()
    rows = {row["code"]: row for row in answer["professions"]}
    assert rows[code]["selected"]
    assert len(rows) > 1
    assert answer["reached"] == rows[code]["reachable"]
    assert answer["not_selected"] == sum(row["reachable"] for key, row in rows.items() if key != code)


def nearest_by_hand(shapes: list[dict[str, Any]]) -> float:
    """Metres to the nearest shop of the town that could be warned, on the plane, one shop after the other."""
    perimeter = to_metres(compose(shapes).geometry)
    shops = Subscriber.objects.with_reach(database_now()).filter(reach=Reach.REACHABLE)
    own = Sector.objects.filter(territory__user__username="officier")
    inside = shops.filter(Exists(own.filter(boundary__covers=OuterRef("location"))))
    return min(perimeter.distance(to_metres(shop.location)) for shop in inside)


def test_nobody_inside_says_how_far_the_nearest_is(officer: Client) -> None:
    gardens = [circle(50, center=(2.3262, 48.8638))]
    answer = ask(officer, "audience-count", {"shapes": gardens, "professions": None}).json()
    assert answer["count"] == 0
    assert answer["nearest"] - 10 < nearest_by_hand(gardens) <= answer["nearest"]


def test_somebody_inside_or_nobody_wanted_has_no_nearest(officer: Client) -> None:
    some = ask(officer, "audience-count", {"shapes": [circle()], "professions": None}).json()
    none = ask(officer, "audience-count", {"shapes": [circle()], "professions": []}).json()
    assert some["nearest"] is None
    assert none["nearest"] is None


@pytest.mark.parametrize("professions", [[], ["unknown"], "bijouterie", 7, {"all": True}])
def test_a_list_of_professions_that_says_nothing_reaches_nobody(officer: Client, professions: object) -> None:
    answer = ask(officer, "audience-count", {"shapes": [circle()], "professions": professions})
    assert answer.status_code == 200
    assert answer.json()["count"] == 0


@pytest.mark.parametrize("name", ["audience-count", "audience-list"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_shape_gets_a_french_sentence_and_never_a_number(
    supervisor: Client, body: object, name: str
) -> None:
    answer = ask(supervisor, name, body)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "shape", "repaired"}
    assert re.fullmatch(r"[A-ZÀÉ].{10,}[.…]", error["message"], re.S)


def test_a_crossing_line_comes_back_with_a_repaired_one_that_counts(officer: Client) -> None:
    error = ask(officer, "audience-count", {"shapes": [circle(), BOW]}).json()["error"]
    assert error["shape"] == 1
    repaired = {"type": "polygon", "sign": "include", "geometry": error["repaired"]}
    assert ask(officer, "audience-count", {"shapes": [repaired]}).status_code == 200


def test_a_shape_still_being_drawn_is_no_error_yet(officer: Client) -> None:
    answer = ask(officer, "audience-count", {"shapes": [BOW], "sketch": True})
    assert (answer.status_code, answer.json()) == (200, {"refused": True})


def test_outside_the_territory_there_is_no_number(officer: Client) -> None:
    for name in ("audience-count", "audience-list"):
        answer = ask(officer, name, {"shapes": [circle(center=SAINT_DENIS)]})
        assert answer.status_code == 422
        assert answer.json()["error"]["message"] == "Ce périmètre est hors de votre territoire."


def test_partly_outside_the_territory_is_said(officer: Client) -> None:
    inside = ask(officer, "audience-count", {"shapes": [zone("sector", "75-08")]}).json()
    assert inside["notes"] == []
    both = [zone("sector", "75-08"), zone("sector", "75-17")]
    notes = ask(officer, "audience-count", {"shapes": both}).json()["notes"]
    assert any("hors de votre territoire" in note for note in notes)


@pytest.mark.parametrize("name", ["audience-count", "audience-list", "sms-measure", "places"])
def test_who_may_not_send_may_not_ask(client: Client, chloe: User, name: str) -> None:
    assert ask(client, name, {"shapes": [circle()]}).status_code == 302
    client.force_login(chloe, backend="django.contrib.auth.backends.ModelBackend")
    assert ask(client, name, {"shapes": [circle()]}).status_code == 403


def test_the_list_names_shops_and_reasons_and_never_a_number(officer: Client) -> None:
    shapes = [zone("sector", "75-08"), zone("sector", "75-CENTRE")]
    answer = ask(officer, "audience-list", {"shapes": shapes, "professions": None}).content.decode()
    perimeter = compose(shapes).geometry
    names = audience.members(perimeter=perimeter, profession_codes=None, now=database_now())
    assert names.count() > 50
    assert names[0].name in answer
    assert "pas encore validé" in answer
    assert not re.search(r"\+?\b(33|0)\s*[67](\s*\d\d){4}\b", answer)


def test_the_list_turns_its_pages(officer: Client) -> None:
    shapes = [zone("sector", "75-08"), zone("sector", "75-CENTRE")]
    first, second = (
        ask(officer, "audience-list", {"shapes": shapes, "page": page}).content.decode() for page in (1, 2)
    )
    assert "Page 1 sur" in first
    assert "Page 2 sur" in second
    assert 'data-page="2"' in first
    nonsense = ask(officer, "audience-list", {"shapes": shapes, "page": {"a": 1}})
    assert nonsense.status_code == 200
