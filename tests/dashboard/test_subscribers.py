"""Who waits, in one's own territory; never a number."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import ANALYST, OFFICER
from messaging.clock import database_now
from subscribers.models import Subscriber
from tests.factories import person, subscriber
from tests.places import CRETEIL, VENDOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> User:
    user = person("alice", OFFICER, sectors=("75-CENTRE",))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def named(name: str, **traits: object) -> Subscriber:
    shop = subscriber(**{"at": VENDOME, "pending": True, **traits})  # type: ignore[arg-type]
    shop.name = name
    shop.save()
    return shop


def test_those_who_wait_here_are_listed_and_counted_in_the_bar(client: Client, alice: User) -> None:
    named("Maison Lambert")
    named("Ailleurs", at=CRETEIL)
    named("Validée", pending=False)

    page = client.get("/poste/abonnes/").text

    assert "Maison Lambert" in page
    assert "Ailleurs" not in page
    assert "Validée" not in page
    assert '<b>1<span class="sr"> à valider</span></b>' in page


def test_no_page_shows_a_number(client: Client, alice: User) -> None:
    shop = named("Maison Lambert")

    assert "63998" not in client.get("/poste/abonnes/").text + client.get(f"/poste/abonnes/{shop.pk}/").text


@pytest.mark.parametrize("verb", ["", "valider/", "refuser/"])
def test_a_shop_elsewhere_does_not_exist(client: Client, alice: User, verb: str) -> None:
    there = named("Ailleurs", at=CRETEIL)
    path = f"/poste/abonnes/{there.pk}/{verb}"

    answer = client.post(path, {"motif": "TWICE"}) if verb else client.get(path)

    assert answer.status_code == 404
    assert Subscriber.objects.get(pk=there.pk).state == "PENDING"


def test_validating_is_one_click_and_a_second_is_told(client: Client, alice: User) -> None:
    shop = named("Maison Lambert")

    client.post(f"/poste/abonnes/{shop.pk}/valider/")
    again = client.post(f"/poste/abonnes/{shop.pk}/valider/", follow=True)

    assert Subscriber.objects.get(pk=shop.pk).state == "VALIDATED"
    assert "n’attend pas de validation" in again.text


@pytest.mark.parametrize(("motif", "status", "state"), [("TWICE", 302, "REFUSED"), ("", 422, "PENDING"),
                                                        ("\0", 422, "PENDING")])  # fmt: skip
def test_refusing_takes_a_reason(client: Client, alice: User, motif: str, status: int, state: str) -> None:
    shop = named("Maison Lambert")

    answer = client.post(f"/poste/abonnes/{shop.pk}/refuser/", {"motif": motif})

    assert (answer.status_code, Subscriber.objects.get(pk=shop.pk).state) == (status, state)


def test_words_find_a_shop_and_the_pages_keep_them(client: Client, alice: User) -> None:
    for number in range(30):
        named(f"Tabac {number}")
    named("Maison Lambert")

    page = client.get("/poste/abonnes/", {"q": "tabac paris"}).text

    assert "Lambert" not in page
    assert "etat=PENDING&amp;q=tabac%20paris&amp;page=2" in page


@pytest.mark.parametrize(
    "query", ["?etat=%00", "?q=%00", "?page=zz", "?etat[]=1&q=%F0%9F%98%80", "?q=" + "a" * 999]
)
def test_strange_questions_get_an_answer(client: Client, alice: User, query: str) -> None:
    assert client.get(f"/poste/abonnes/{query}").status_code == 200


def test_a_number_beyond_all_numbers_is_nowhere(client: Client, alice: User) -> None:
    assert client.get(f"/poste/abonnes/{10**30}/").status_code == 404


def test_an_analyst_has_no_such_page(client: Client) -> None:
    client.force_login(person("chloe", ANALYST), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/poste/abonnes/").status_code == 403


def test_the_poster_carries_a_code_without_any_style_attribute(client: Client, alice: User) -> None:
    page = client.get("/poste/abonnes/affiche/").text

    assert "<svg" in page
    assert "style=" not in page
    assert "/inscription/" in page


def test_the_poster_promises_a_reply_only_where_one_is_taken(
    client: Client, alice: User, settings: Any
) -> None:
    settings.REPLY_NUMBER = "36 184"
    assert "STOP par SMS au 36 184" in client.get("/poste/abonnes/affiche/").text

    settings.REPLY_NUMBER = ""
    page = client.get("/poste/abonnes/affiche/").text
    assert "STOP" not in page
    assert "http://testserver/stop/" in page


def test_a_pin_out_of_its_commune_is_said(client: Client, alice: User) -> None:
    shop = named("Maison Lambert")
    Subscriber.objects.filter(pk=shop.pk).update(
        location="SRID=4326;POINT(2.4556 48.7904)", validated_at=database_now()
    )

    assert "Hors des limites" in client.get(f"/poste/abonnes/{shop.pk}/").text
