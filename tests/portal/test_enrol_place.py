"""The second step: an address, or a commune, and a pin on the door."""

import re
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from tests.geocoder import LYON, Geocoder
from tests.portal.enrolling import CHOSEN, draft, give_business, reach
from zones.geocoding import PUBLIC_PACE
from zones.geography import geography
from zones.lambert import moved
from zones.models import Commune

pytestmark = pytest.mark.django_db


def beyond_the_edge() -> dict[str, Any]:
    """An address of our easternmost commune, 100 m beyond the outlines."""
    outline = geography().covered
    tip = Point(max(position for part in outline for position in part[0]), srid=4326)
    commune = Commune.objects.get(boundary__dwithin=(tip, 1e-9))
    location = moved(tip, east=100, north=0)
    facts = {"label": "16 Rue du Bord", "name": "16 Rue du Bord", "citycode": commune.insee_code}
    return {"geometry": {"type": "Point", "coordinates": list(location.coords)}, "properties": facts}


def reason_in(html: str) -> str:
    found = re.search(r'name="raison" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def test_an_address_is_chosen_among_those_found(client: Client, geocoder: Geocoder) -> None:
    give_business(client)

    page = client.post("/inscription/adresse/", {"address": "16 rue de la paix"})

    assert "16 Rue de la Paix 75002 Paris" in page.text
    client.post("/inscription/adresse/", CHOSEN)
    assert "Le repère est-il sur votre porte" in client.get("/inscription/adresse/").text


def test_an_address_that_nobody_found_cannot_be_chosen(client: Client, geocoder: Geocoder) -> None:
    give_business(client)

    client.post("/inscription/adresse/", CHOSEN | {"choix": "1 rue inventée"})

    assert draft().location is None


def test_an_address_elsewhere_finds_nothing_and_says_which_area_is_served(
    client: Client, geocoder: Geocoder
) -> None:
    geocoder.features = [LYON]
    give_business(client)

    page = client.post("/inscription/adresse/", {"address": "16 rue de la paix lyon"})

    assert "Aucune adresse de Paris ou de la petite couronne" in page.text


def test_an_unchosen_commune_repeats_why_one_is_asked_for(client: Client, geocoder: Geocoder) -> None:
    geocoder.features = [LYON]
    give_business(client)
    page = client.post("/inscription/adresse/", {"address": "16 rue de la paix lyon"})

    again = client.post("/inscription/adresse/", {"commune": "", "raison": reason_in(page.text)})

    assert again.status_code == 422
    assert "Aucune adresse de Paris ou de la petite couronne" in again.text
    assert "Choisissez la commune." in again.text
    assert "ne répond pas" not in again.text


@pytest.mark.parametrize("reason", ["", "inventée", "<script>"])
def test_a_reason_that_we_never_gave_is_not_repeated(client: Client, reason: str) -> None:
    give_business(client)

    page = client.post("/inscription/adresse/", {"commune": "", "raison": reason})

    assert "Choisissez la commune." in page.text
    assert "ne répond pas" not in page.text
    assert "<script>" not in page.text.partition("<main")[2]


def test_a_shop_on_the_outer_edge_is_placed_and_confirmed(client: Client, geocoder: Geocoder) -> None:
    """Our outlines are generalised: the door of a shop of ours may lie beyond them."""
    geocoder.features = [beyond_the_edge()]
    give_business(client)

    client.post("/inscription/adresse/", {"address": "16 rue du bord", "choix": "16 Rue du Bord"})
    page = client.get("/inscription/adresse/")
    assert "Le repère est-il sur votre porte" in page.text
    longitude, latitude = draft().location.coords  # type: ignore[union-attr]
    pin = {"ou": "repere", "longitude": str(longitude), "latitude": str(latitude)}

    assert client.post("/inscription/adresse/", pin | {"vers": "nord", "pas": "10"}).status_code == 302
    assert client.post("/inscription/adresse/", pin).headers["Location"] == "/inscription/mobile/"
    assert draft().pin_confirmed


def test_the_edge_is_no_way_out(client: Client, geocoder: Geocoder) -> None:
    geocoder.features = [beyond_the_edge()]
    give_business(client)
    client.post("/inscription/adresse/", {"address": "16 rue du bord", "choix": "16 Rue du Bord"})

    answer = client.post("/inscription/adresse/", {"ou": "repere", "vers": "est", "pas": "500"})

    assert answer.status_code == 422
    assert "le service ne le couvre pas" in answer.text
    assert "Le repère est-il sur votre porte" in answer.text


def test_without_a_geocoder_a_commune_and_a_pin_do(client: Client) -> None:
    give_business(client)
    page = client.post("/inscription/adresse/", {"address": "12 rue de la République"})
    assert "ne répond pas" in page.text

    client.post("/inscription/adresse/", {"commune": "93066"})
    client.post("/inscription/adresse/", {"ou": "repere"})

    assert (draft().commune.insee_code, draft().pin_confirmed) == ("93066", True)  # type: ignore[union-attr]
    assert draft().street == "12 rue de la République"


def test_who_asks_too_often_is_told_so_and_may_go_on(client: Client, geocoder: Geocoder) -> None:
    give_business(client)
    for number in range(PUBLIC_PACE.each):
        client.post("/inscription/adresse/", {"address": f"{number} rue de la Paix"})

    page = client.post("/inscription/adresse/", {"address": "16 rue de la Paix"})

    assert "Trop d’adresses" in page.text
    assert "choisissez votre commune" in page.text
    assert "16 rue de la Paix" in page.text


def test_the_pin_moves_by_buttons_and_by_hand(client: Client, geocoder: Geocoder) -> None:
    reach(client, "adresse/")
    client.post("/inscription/adresse/", CHOSEN)

    client.post("/inscription/adresse/", {"ou": "repere", "vers": "nord", "pas": "100"})
    assert "à 100 m de l’adresse trouvée" in client.get("/inscription/adresse/").text
    client.post("/inscription/adresse/", {"ou": "repere", "longitude": "2.33", "latitude": "48.86"})

    assert draft().location.coords == (2.33, 48.86)  # type: ignore[union-attr]


@pytest.mark.parametrize("place", [("4.83", "45.76"), ("0", "0"), ("nan", "inf"), ("2.1301", "48.8049")])
def test_a_pin_elsewhere_is_refused_with_a_sentence(
    client: Client, geocoder: Geocoder, place: tuple[str, str]
) -> None:
    reach(client, "mobile/")

    answer = client.post(
        "/inscription/adresse/", {"ou": "repere", "longitude": place[0], "latitude": place[1]}
    )

    assert answer.status_code == 422
    assert "le service ne le couvre pas" in answer.text
