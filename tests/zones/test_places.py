"""What officers type, and the first answer they get."""

import pytest

from tests.places import VENDOME
from zones.models import Commune
from zones.places import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("1er", "Paris 1er arrondissement"),
        ("1er arrondissement", "Paris 1er arrondissement"),
        ("paris 8", "Paris 8e arrondissement"),
        ("PARIS 8ÈME", "Paris 8e arrondissement"),
        ("75008", "75008 Paris 8e arrondissement"),
        ("75116", "75116 Paris 16e arrondissement"),
        ("93200", "93200 Saint-Denis"),
        ("93210 saint-denis", "Saint-Denis (93)"),
        ("saint denis", "Saint-Denis (93)"),
        ("St-Denis", "Saint-Denis (93)"),
        ("l'ile st denis", "L'Île-Saint-Denis (93)"),
        ("epinay", "Épinay-sur-Seine (93)"),
        ("L’HAŸ", "L'Haÿ-les-Roses (94)"),
        ("mairie de Montreuil", "Mairie de Montreuil"),
        ("mairie du raincy", "Mairie du Raincy"),
        ("mairie 8e", "Mairie du 8e arrondissement de Paris"),
        ("paris centre", "Paris Centre, secteur de police"),
        ("commissariat de Bondy", "Bondy, secteur de police"),
        ("paris", "Paris, département (75)"),
        ("93", "Seine-Saint-Denis, département (93)"),
        ("val de marne", "Val-de-Marne, département (94)"),
    ],
)
def test_the_first_answer_is_the_one_meant(query: str, label: str) -> None:
    assert search(query)[0].label == label


@pytest.mark.parametrize(
    "query",
    [
        "48.8675, 2.3294",
        "48.8675 2.3294",
        "48,8675 2,3294",
        "48,8675, 2,3294",
        "48,8675 ; 2,3294",
        "2.3294, 48.8675",
        "N 48.8675 E 2.3294",
        "48° 52' 3\" N 2° 19' 45.84\" E",
        "48°52′03″N 2°19′45.84″E",
    ],
)
def test_coordinates_are_read_in_the_notations_in_use(query: str) -> None:
    [place] = search(query)
    assert place.kind == "coordinates"
    assert place.label == "48,86750° N, 2,32940° E"
    assert place.location is not None
    assert place.location.coords == pytest.approx(VENDOME, abs=1e-5)


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "-",
        "zzz",
        "48.8675",
        "43.2965, 5.3698",
        "91, 200",
        "48°52'N 2°19'O",
        "\0",
        "(" * 999,
    ],
)
def test_what_means_nothing_here_finds_nothing(query: str) -> None:
    assert search(query) == []


def test_a_beginning_is_enough_and_the_limit_holds() -> None:
    assert search("montr", limit=3)[0].label == "Montreuil (93)"
    assert len(search("saint", limit=3)) == 3


def test_a_zone_can_be_picked_and_a_town_hall_only_looked_at() -> None:
    commune, sector, town_hall = search("saint-denis", limit=3)
    assert commune.zone == ("commune", "93066")
    assert sector.zone == ("sector", "93-066")
    assert town_hall.zone is None
    assert town_hall.location is not None


def test_la_defense_is_not_offered_for_picking() -> None:
    assert search("la défense") == []


def test_a_new_name_is_found_at_once() -> None:
    Commune.objects.filter(insee_code="93001").update(name="Neuville")
    assert search("neuville")[0].zone == ("commune", "93001")
