"""The enrolment as a browser without script sees it."""

import re
from typing import Any

import pytest
from django.test import Client

from messaging.models import Sending
from subscribers.models import EnrolmentDraft, OneTimeCode, Subscriber
from tests.factories import fresh_number, profession, subscriber
from tests.geocoder import Geocoder
from tests.places import VENDOME
from tests.portal.enrolling import STEPS, draft, give_business, give_place, reach
from tests.subscribers.enrolling import last_code

pytestmark = pytest.mark.django_db


def test_four_steps_make_a_subscriber_that_waits(client: Client, geocoder: Geocoder) -> None:
    path = reach(client, "accord/")

    answer = client.post(path, {"agreed": "on", "wants_word": "on"})

    assert answer.headers["Location"] == "/inscription/faite/"
    made = Subscriber.objects.get()
    assert (made.name, made.state, made.commune.insee_code, made.wants_word) == (
        *("Maison Lambert", "PENDING", "75102", True),
    )
    assert "C’est fait" in client.get("/inscription/faite/").text


@pytest.mark.parametrize("siret", ["12345678900012", "1", "732 829 320 00075", "abc"])
def test_a_wrong_siret_is_said_at_the_field_and_nothing_is_lost(client: Client, siret: str) -> None:
    answer: Any = give_business(client, siret=siret)

    assert answer.status_code == 422
    assert "SIRET n’est pas valable" in answer.text
    assert 'value="Maison Lambert"' in answer.text
    assert re.search(r'value="bijouterie"[^>]*checked', answer.text)


def test_a_siret_may_have_spaces(client: Client) -> None:
    give_business(client, siret="732 829\u00a0320 00074")

    assert draft().siret == "73282932000074"


def test_going_back_finds_what_was_typed(client: Client, geocoder: Geocoder) -> None:
    reach(client, "mobile/")

    assert 'value="Maison Lambert"' in client.get("/inscription/").text
    assert "16 rue de la Paix" in client.get("/inscription/adresse/").text
    give_business(client, name="Maison Lambert et fille")
    assert (draft().name, draft().pin_confirmed) == ("Maison Lambert et fille", True)


def test_the_answer_is_the_same_whether_a_number_is_known_or_not(client: Client, geocoder: Geocoder) -> None:
    known = fresh_number()
    subscriber(at=VENDOME, phone=known)
    pages = []
    for number in (known, fresh_number()):
        browser = Client()
        give_business(browser)
        give_place(browser)
        answer = browser.post("/inscription/mobile/", {"phone": number})
        page = browser.get(answer.headers["Location"]).text
        pages.append((answer.status_code, answer.headers["Location"], re.sub(r'value="\w{64}"', "", page)))

    assert pages[0] == pages[1]


def test_no_page_shows_the_number_or_the_code(client: Client, geocoder: Geocoder) -> None:
    reach(client, "code/")
    code = last_code()
    pages = [client.get(f"/inscription/{step}").text for step in STEPS]
    client.post("/inscription/code/", {"code": code})
    pages += [client.get(f"/inscription/{step}").text for step in STEPS]

    text = "".join(pages)
    assert "639 98" not in text
    assert "63998" not in text
    # Six digits after a point are those of a place.
    assert not re.search(rf"(?<![\d.]){code}(?!\d)", text)


def test_the_sixth_guess_is_locked_even_if_right(client: Client, geocoder: Geocoder) -> None:
    path = reach(client, "code/")
    code = last_code()
    for _ in range(5):
        assert client.post(path, {"code": "000000" if code != "000000" else "111111"}).status_code == 422

    answer = client.post(path, {"code": code})

    assert answer.status_code == 422
    assert "Trop d’essais" in answer.text


def test_what_cannot_be_a_code_costs_no_try(client: Client, geocoder: Geocoder) -> None:
    path = reach(client, "code/")
    for typed in ("12345", "abcdef", "١٢٣٤٥٦", ""):
        assert client.post(path, {"code": typed}).status_code == 422

    assert OneTimeCode.objects.get().tries == 0
    digits = last_code()
    assert client.post(path, {"code": f"{digits[:3]} {digits[3:]}"}).status_code == 302


def test_a_second_code_at_once_is_refused_with_the_wait(client: Client, geocoder: Geocoder) -> None:
    reach(client, "mobile/")
    number = fresh_number()
    client.post("/inscription/mobile/", {"phone": number})

    answer = client.post("/inscription/mobile/", {"phone": number})

    assert answer.status_code == 422
    assert "attendez" in answer.text
    assert Sending.objects.count() == 1


@pytest.mark.parametrize("phone", ["01 42 76 15 30", "17", "+1 415 555 0100", "36 39", "06 39 98"])
def test_another_number_than_a_french_mobile_is_refused(
    client: Client, geocoder: Geocoder, phone: str
) -> None:
    answer = client.post(reach(client, "mobile/"), {"phone": phone})

    assert answer.status_code == 422
    assert not OneTimeCode.objects.exists()


def test_without_the_tick_nobody_is_enrolled(client: Client, geocoder: Geocoder) -> None:
    answer = client.post(reach(client, "accord/"), {"wants_word": "on"})

    assert answer.status_code == 422
    assert "Cochez la case" in answer.text
    assert not Subscriber.objects.exists()


def test_consent_cannot_be_reached_without_a_proven_number(client: Client, geocoder: Geocoder) -> None:
    reach(client, "code/")

    answer = client.post("/inscription/accord/", {"agreed": "on"})

    assert answer.headers["Location"] == "/inscription/code/"
    assert not Subscriber.objects.exists()


def test_who_goes_back_to_the_address_comes_forward_without_a_new_code(
    client: Client, geocoder: Geocoder
) -> None:
    reach(client, "accord/")

    give_business(client, name="Maison Lambert et fille")
    answer = client.post("/inscription/adresse/", {"ou": "repere"}, follow=True)

    assert answer.redirect_chain[-1][0] == "/inscription/accord/"
    assert "Maison Lambert et fille" in answer.text
    assert client.get("/inscription/code/").headers["Location"] == "/inscription/accord/"
    assert client.get("/inscription/mobile/?autre=1").status_code == 200


def test_a_second_click_on_the_last_button_leads_where_the_first_did(
    client: Client, geocoder: Geocoder
) -> None:
    path = reach(client, "accord/")
    key = client.cookies["inscription"].value
    client.post(path, {"agreed": "on"})
    client.cookies["inscription"] = key

    assert client.post(path, {"agreed": "on"}).headers["Location"] == "/inscription/faite/"
    assert client.get(path).headers["Location"] == "/inscription/"
    assert Subscriber.objects.count() == 1


def test_a_key_is_never_younger_than_its_draft(client: Client) -> None:
    """Else one whose draft was forgotten after two days would be told that all is done."""
    give_business(client)

    again: Any = give_business(client, name="Maison Lambert et fille")

    assert "inscription" not in again.cookies


@pytest.mark.parametrize(
    ("number", "said"), [("36 184", "Envoyez STOP par SMS au 36 184"), ("", "Passez par")]
)
def test_consent_promises_a_reply_only_where_one_is_taken(
    client: Client, geocoder: Geocoder, settings: Any, number: str, said: str
) -> None:
    settings.REPLY_NUMBER = number

    assert said in client.get(reach(client, "accord/")).text


def test_the_key_of_a_draft_stays_with_its_pages(client: Client) -> None:
    answer: Any = give_business(client)
    cookie = answer.cookies["inscription"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/inscription/", True, "Lax")
    assert str(draft().key) in cookie.value
    assert "Lambert" not in cookie.value


def test_a_draft_of_one_browser_is_not_anothers(client: Client, geocoder: Geocoder) -> None:
    reach(client, "mobile/")

    assert Client().get("/inscription/mobile/").headers["Location"] == "/inscription/"
    assert EnrolmentDraft.objects.count() == 1


def test_professions_are_tiles(client: Client) -> None:
    profession("tabac")

    assert 'class="tile"' in client.get("/inscription/").text
