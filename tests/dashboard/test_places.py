"""What the map of *Nouvelle alerte* asks for: the place field's answers, and zones to lie under it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.geocoder import Geocoder

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, alice: User) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("montreuil", "Montreuil"),
        ("8e", "Paris 8e"),
        ("93200", "Saint-Denis"),
        ("48.8675, 2.3294", "48,8675"),
        ("mairie de montreuil", "Montreuil"),
    ],
)
def test_the_place_field_finds_what_officers_type(officer: Client, query: str, label: str) -> None:
    places = officer.get("/poste/lieux/", {"q": query}).json()["places"]
    assert label in places[0]["label"]
    assert places[0]["point"] or places[0]["zone"]


@pytest.mark.parametrize("query", ["", "zzzzzz", "'; --", "\x00", "🙂"])
def test_the_place_field_finds_nothing_without_fuss(officer: Client, query: str) -> None:
    answer = officer.get("/poste/lieux/", {"q": query})
    assert (answer.status_code, answer.json()) == (200, {"places": []})


def test_the_place_field_finds_an_address_and_names_its_street_without_the_number(
    officer: Client, geocoder: Geocoder
) -> None:
    answer = officer.get("/poste/lieux/adresses/", {"q": "16 rue de la paix"}).json()
    assert answer == {
        "places": [
            {
                "label": "16 Rue de la Paix 75002 Paris",
                "name": "Rue de la Paix, Paris 2e",
                "kind": "adresse",
                "point": [2.331036, 48.869211],
                "zone": None,
            }
        ],
        "silent": "",
    }


@pytest.mark.parametrize("query", ["", "zz", "'; --", "\x00", "🙂🙂🙂", "x" * 5000])
def test_without_a_geocoder_the_place_field_says_so_and_nothing_fails(officer: Client, query: str) -> None:
    answer = officer.get("/poste/lieux/adresses/", {"q": query})
    assert answer.status_code == 200
    assert answer.json()["places"] == []
    assert "ne répond pas" in answer.json()["silent"]


@pytest.mark.parametrize(("kind", "number"), [("department", 4), ("commune", 142)])
def test_the_background_holds_every_zone(officer: Client, kind: str, number: int) -> None:
    answer = officer.get(reverse("dashboard:zones", args=[kind]))
    assert len(answer.json()["features"]) == number
    assert "private" in answer["Cache-Control"]


def test_there_is_no_background_of_another_kind(officer: Client) -> None:
    assert officer.get("/poste/zones/users.geojson").status_code == 404
