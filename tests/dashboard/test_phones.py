"""The demo's phones: what they received, and what they write back."""

from typing import Any

import pytest
from django.test import Client

from accounts.roles import OFFICER
from messaging import sending
from messaging.models import InboundMessage
from subscribers.models import Subscriber
from tests.factories import fresh_number, person, subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db
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
    assert "vous ne recevrez plus" in desk.get("/poste/demo/telephones/", {"q": phone[-4:]}).text


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
