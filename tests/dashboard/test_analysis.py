"""The door of *Analyse*: the address is the filter, nonsense is answered in French, nobody sees too much."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import ANALYST, EDITOR, OFFICER
from alerts.models import SavedPerimeter
from messaging.clock import database_now
from tests.factories import person
from tests.incidents.making import incident
from tests.places import SAINT_DENIS, VENDOME

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _yesterday(geography: None) -> None:
    """Twelve incidents at Vendôme, one in Saint-Denis, one nowhere: all yesterday."""
    yesterday = database_now() - timedelta(days=1)
    for _ in range(12):
        incident(yesterday, at=VENDOME)
    incident(yesterday, at=SAINT_DENIS), incident(yesterday, at=None)


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def chloe(client: Client) -> Client:
    return signed_in(client, person("chloe", ANALYST, sectors=("*",)))


def page(client: Client, query: str = "") -> Any:
    return client.get(f"{reverse('dashboard:analysis')}?{query}")


def drawn(client: Client, query: str = "") -> Any:
    return client.get(f"{reverse('dashboard:analysis-map')}?{query}")


def test_the_page_says_the_filter_the_total_and_the_quality(chloe: Client) -> None:
    text = page(chloe, "periode=7").text

    assert "7 derniers jours" in text
    assert "14 incidents, 1 non localisé, données au" in text


def test_the_choices_made_are_ticked_again(chloe: Client) -> None:
    text = page(chloe, "type=vol-etalage&jour=5&du=2026-11-01&au=2026-11-02").text

    assert 'name="type" value="vol-etalage" checked' in text
    assert 'name="jour" value="5" checked' in text
    assert 'name="periode" value="dates" checked' in text
    assert 'id="du" name="du" value="2026-11-01"' in text


def test_the_dates_are_empty_beside_a_preset_and_what_is_typed_there_counts(chloe: Client) -> None:
    preset = page(chloe, "periode=90").text
    assert 'id="du" name="du" value=""' in preset
    assert 'name="etait"' not in preset

    dated = page(chloe, "periode=90&du=2026-11-01&au=2026-11-02").text
    assert "Du 1er novembre au 2 novembre 2026" in dated
    assert 'name="periode" value="dates" checked' in dated
    assert 'name="etait" value="dates"' in dated


def test_nonsense_is_refused_in_french_and_nothing_typed_is_lost(chloe: Client) -> None:
    answer = page(chloe, "type=vol-etalage&type=x&jour=3&periode=dates&du=2026-11-09&au=hier")

    assert answer.status_code == 422
    assert "Type d’incident inconnu : x." in answer.text
    assert "Ce jour ne peut pas être lu : hier." in answer.text
    assert 'name="type" value="vol-etalage" checked' in answer.text
    assert 'name="jour" value="3" checked' in answer.text
    assert 'name="du" value="2026-11-09"' in answer.text
    assert 'name="au" value="hier"' in answer.text


@pytest.mark.parametrize("query", ["carte=chaleur", "taille=12", "taille=²", "heure=99", "zone=%00"])
def test_a_map_that_cannot_be_is_refused_like_its_page(chloe: Client, query: str) -> None:
    assert page(chloe, query).status_code == 422
    answer = drawn(chloe, query)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


def test_what_comes_in_by_the_address_is_escaped(chloe: Client) -> None:
    assert "<script>x" not in page(chloe, "type=%3Cscript%3Ex").text


def test_hexagons_sum_to_what_is_placed(chloe: Client) -> None:
    answer = drawn(chloe, "periode=7&taille=300").json()

    assert sum(count for _, count, _ in answer["cells"]) == 13
    assert answer["fullest"][0].startswith("Paris 1er arrondissement, ")


def test_no_two_of_the_fullest_hexagons_have_the_same_name(chloe: Client) -> None:
    yesterday = database_now() - timedelta(days=1)
    for step in range(1, 6):
        incident(yesterday, at=(VENDOME[0] + 0.002 * step, VENDOME[1] - 0.0012 * step))

    names = drawn(chloe, "periode=7&taille=150").json()["fullest"]

    assert sum(name.startswith("Paris 1er") for name in names) > 1
    assert len(set(names)) == len(names) == 5


def test_density_and_points_are_drawn_too(chloe: Client) -> None:
    assert drawn(chloe, "periode=7&carte=densite").json()["bands"]["features"]
    assert len(drawn(chloe, "periode=7&carte=points").json()["points"]) == 13


def test_an_officer_sees_their_own_territory_only(client: Client) -> None:
    alice = signed_in(client, person("alice", OFFICER, sectors=("75-CENTRE",)))

    assert len(drawn(alice, "periode=7&carte=points").json()["points"]) == 12
    assert "12 incidents, tous localisés" in page(alice, "periode=7").text
    assert "Territoire de alice" in page(alice).context["controls"][-1].words


def test_without_the_permission_numbers_are_rounded_and_points_refused(client: Client) -> None:
    user = person("rose", None, sectors=("*",))
    user.user_permissions.add(Permission.objects.get(codename="analyse_incidents"))
    rose = signed_in(client, user)

    answer = page(rose, "periode=7").text

    assert "15 incidents, 0 non localisé" in answer
    assert "arrondi à 5 près" in answer
    assert 'data-kind="points"' not in answer
    assert drawn(rose, "periode=7&carte=points").status_code == 422
    assert [count for _, count, _ in drawn(rose, "periode=7").json()["cells"]] == [10]


def test_without_the_permission_the_smallest_hexagons_are_neither_offered_nor_drawn(client: Client) -> None:
    user = person("rose", None, sectors=("*",))
    user.user_permissions.add(Permission.objects.get(codename="analyse_incidents"))
    rose = signed_in(client, user)

    assert 'data-width="150"' not in page(rose).text
    assert 'data-width="300"' in page(rose).text
    for answer in (page(rose, "taille=150"), drawn(rose, "taille=150")):
        assert answer.status_code == 422
    assert "Les hexagones ont 300 ou 600 mètres de large." in page(rose, "taille=150").text


@pytest.mark.parametrize("name", ["analysis", "analysis-map", "perimeters"])
def test_those_who_do_not_analyse_are_kept_out(client: Client, name: str) -> None:
    marc = signed_in(client, person("marc", EDITOR))

    assert marc.get(reverse(f"dashboard:{name}")).status_code == 403


def shapes(place: tuple[float, float] = VENDOME) -> str:
    return json.dumps([{"type": "circle", "sign": "include", "center": list(place), "radius": 150}])


def test_an_analyst_keeps_a_perimeter_and_is_given_its_link(chloe: Client) -> None:
    asked = {"name": "Vendôme", "shapes": shapes(), "query": "periode=7"}
    answer = chloe.post(reverse("dashboard:perimeter-save"), asked, follow=True)

    assert answer.status_code == 200
    assert "enregistré" in answer.text
    assert "/poste/alertes/nouvelle/?perimetre=" in answer.text
    assert "?periode=7" in answer.text


def test_an_officer_goes_straight_to_the_new_alert(client: Client) -> None:
    alice = signed_in(client, person("alice", OFFICER, sectors=("75-CENTRE",)))

    answer = alice.post(
        reverse("dashboard:perimeter-save"), {"name": "Vendôme", "shapes": shapes()}, follow=True
    )

    assert answer.redirect_chain[0][0].startswith(reverse("dashboard:alert-new"))
    assert json.loads(answer.context["form"].initial["shapes"]) == json.loads(shapes())


def test_a_refused_perimeter_keeps_what_was_typed(chloe: Client) -> None:
    answer = chloe.post(reverse("dashboard:perimeter-save"), {"name": " ", "shapes": shapes()})

    assert answer.status_code == 422
    assert "Donnez un nom" in answer.text
    assert "2.3294" in answer.text
    broken = chloe.post(
        reverse("dashboard:perimeter-save"),
        {"name": "X", "shapes": "[{]"},
        headers={"accept": "application/json"},
    )
    assert broken.status_code == 422
    assert broken.json()["error"]["message"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"name": "a\0b"},
        {"name": "a\x07b"},
        {"name": "\u202eabc"},
        {"shapes": shapes().replace('"radius"', '"label": "a\\u0000b", "radius"')},
        {"shapes": shapes().replace('"radius"', '"label": "\\uD83d", "radius"')},
        {"shapes": shapes().replace('"radius"', '"a\\u0000": [["\\u0000"]], "radius"')},
        {"shapes": shapes().replace("circle", "a\\u0000b")},
    ],
)
def test_what_the_database_cannot_keep_is_refused_with_a_sentence(
    chloe: Client, hostile: dict[str, str]
) -> None:
    body = {"name": "Vendôme", "shapes": shapes()} | hostile
    answer = chloe.post(reverse("dashboard:perimeter-save"), body)

    assert answer.status_code == 422
    assert "caractère invisible" in answer.text
    assert not SavedPerimeter.objects.exists()


def test_somebody_elses_perimeter_cannot_be_removed_nor_one_elsewhere_opened(
    client: Client, chloe: Client
) -> None:
    chloe.post(reverse("dashboard:perimeter-save"), {"name": "Saint-Denis", "shapes": shapes(SAINT_DENIS)})
    (row,) = chloe.get(reverse("dashboard:perimeters")).json()["perimeters"]
    alice = signed_in(Client(), person("alice", OFFICER, sectors=("75-CENTRE",)))

    assert alice.get(reverse("dashboard:perimeters")).json()["perimeters"] == []
    assert alice.get(f"{reverse('dashboard:alert-new')}?perimetre={row['code']}").status_code == 404
    assert alice.get(reverse("dashboard:perimeter", args=[row["code"]])).status_code == 404
    assert alice.post(row["delete"]).status_code == 404
    assert chloe.post(row["delete"]).status_code == 302
