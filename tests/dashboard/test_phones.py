"""The demo's phones: what they received, and what they write back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.roles import OFFICER
from messaging import addresses, sending
from messaging.answering import answer
from messaging.clock import database_now
from messaging.models import InboundMessage
from messaging.queueing import Address
from subscribers.models import Subscriber
from tests.factories import fresh_number, person, subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db
PHONES = "/poste/demo/telephones/"
REPLY = "/poste/demo/telephones/repondre/"


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.DEMO, settings.KANNEL_REPLIES_PORT = True, 0
    client.force_login(person("alice", OFFICER), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_phone_says_stop_and_shows_the_answer(desk: Client) -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, phone=phone)

    desk.post(REPLY, {"number": phone, "text": "STOP"})
    sending.drain()

    assert Subscriber.objects.get(pk=shop.pk).state == "STOPPED"
    assert "vous ne recevrez plus" in desk.get(PHONES, {"q": phone[-4:]}).text


def receives(number: str, text: str) -> None:
    now = database_now()
    to = Address(hash=addresses.fingerprint(number), sealed=addresses.seal(number))
    answer(to=to, text=text, valid_until=now + timedelta(minutes=5), now=now)
    sending.drain()


def test_a_number_that_may_be_somebodys_is_counted_and_never_shown(desk: Client) -> None:
    receives("+33612345678", "Votre code : 482913.")
    receives("+33612345678", "Votre code : 771204.")
    receives("+33712345678", "Votre code : 118822.")
    receives("+33639980001", "Restez à deux au comptoir.")
    receives("+999000000001", "Restez à trois au comptoir.")

    page = desk.get(PHONES).text
    asked = desk.get(PHONES, {"q": "5678"}).text

    assert "à deux" in page
    assert "à trois" in page
    assert "2 autres numéros ont reçu" in page
    for secret in ("+33612345678", "+33712345678", "482913", "771204", "118822"):
        assert secret not in page + asked


def rings_through_kannel(folder: Path, number: str, text: str, *, at: datetime) -> None:
    """A line of the fake phone network, as it writes them."""
    log = folder / "kannel" / "phone.log"
    log.parent.mkdir(exist_ok=True)
    hour = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    with log.open("a") as lines:
        lines.write(f"{hour} [1] [0] INFO: Got message 2: <POLICE {number} text {text}>\n")


def test_the_last_that_rang_comes_first_whatever_carried_it(
    desk: Client, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    now = database_now()
    rings_through_kannel(tmp_path, "+33639980001", "An hour ago", at=now - timedelta(hours=1))
    receives("+33639980002", "Just now")
    receives("+33639980001", "Just now too")
    rings_through_kannel(tmp_path, "+33639980003", "In a minute", at=now + timedelta(minutes=1))

    page = desk.get(PHONES).text

    order = [page.index(text) for text in ("In a minute", "Just now too", "An hour ago", "Just now<")]
    assert order == sorted(order)


def test_where_all_are_of_fiction_nothing_is_said_to_be_hidden(desk: Client) -> None:
    receives("+33639980001", "Restez à deux au comptoir.")

    assert "n’est pas montré" not in desk.get(PHONES).text
    receives("+33612345678", "Votre code : 482913.")
    assert "Un autre numéro a reçu" in desk.get(PHONES).text


@pytest.mark.parametrize("number", ["+33612345678", "", "\0", "+33639980001\n"])
def test_only_a_number_of_fiction_writes(desk: Client, number: str) -> None:
    assert desk.post(REPLY, {"number": number, "text": "STOP"}).status_code == 404
    assert not InboundMessage.objects.exists()


def test_outside_a_demonstration_nobody_writes_for_others(desk: Client, settings: Any) -> None:
    settings.DEMO = False

    assert desk.post(REPLY, {"number": fresh_number(), "text": "STOP"}).status_code == 404


def test_a_network_that_is_not_there_is_said(desk: Client, settings: Any) -> None:
    settings.KANNEL_REPLIES_PORT = 9

    answer = desk.post(REPLY, {"number": fresh_number(), "text": "STOP"}, follow=True)

    assert "ne répond pas" in answer.text
