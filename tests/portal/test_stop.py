"""Stop by page."""

from typing import Any

import pytest
from django.test import Client

from messaging.clock import database_now
from messaging.models import Sending, Suppression
from messaging.queueing import Address
from subscribers import stopping
from subscribers.models import Subscriber
from tests.factories import fresh_number, subscriber
from tests.places import VENDOME
from tests.subscribers.enrolling import last_code

pytestmark = pytest.mark.django_db


def test_a_number_its_code_and_it_is_over(client: Client) -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, phone=phone)
    assert client.post("/stop/", {"phone": phone}).headers["Location"] == "/stop/code/"

    answer = client.post("/stop/code/", {"code": last_code()})

    assert answer.headers["Location"] == "/stop/fait/"
    assert Subscriber.objects.get(pk=shop.pk).state == "STOPPED"
    assert "plus d’alertes" in client.get("/stop/fait/").text


def test_a_wrong_code_stops_nobody(client: Client) -> None:
    phone = fresh_number()
    subscriber(at=VENDOME, phone=phone)
    client.post("/stop/", {"phone": phone})

    answer = client.post("/stop/code/", {"code": "000000" if last_code() != "000000" else "111111"})

    assert answer.status_code == 422
    assert not Suppression.objects.exists()


def test_an_unknown_number_gets_the_same_answer(client: Client) -> None:
    assert client.post("/stop/", {"phone": fresh_number()}).headers["Location"] == "/stop/code/"


def test_a_code_for_enrolling_stops_nothing(client: Client) -> None:
    """The key of one door opens no other."""
    assert client.post("/stop/code/", {"code": "123456"}).headers["Location"] == "/stop/"


@pytest.mark.parametrize("phone", ["", "\0", "17", "<b>", "0142761530", "0" * 5000])
def test_what_is_no_mobile_is_said(client: Client, phone: str) -> None:
    assert client.post("/stop/", {"phone": phone}).status_code == 422


def test_a_number_that_stopped_gets_the_same_page_and_no_text(client: Client) -> None:
    stopped, other = fresh_number(), fresh_number()
    stopping.stop_address(address_hash=Address.of(stopped).hash, now=database_now())

    places = [client.post("/stop/", {"phone": phone}).headers["Location"] for phone in (stopped, other)]

    assert places == ["/stop/code/", "/stop/code/"]
    assert Sending.objects.count() == 1


@pytest.mark.parametrize("path", ["/", "/conseils/", "/a/aaaaaaaaaa", "/inscription/faite/", "/inscription/"])
def test_the_way_out_is_on_every_public_page(client: Client, path: str) -> None:
    assert 'href="/stop/"' in client.get(path).text


@pytest.mark.parametrize("path", ["/stop/", "/stop/fait/", "/inscription/faite/"])
def test_pages_name_the_number_that_takes_replies_or_promise_none(
    client: Client, settings: Any, path: str
) -> None:
    settings.REPLY_NUMBER = "36 184"
    assert "au 36 184" in client.get(path).text

    settings.REPLY_NUMBER = ""
    text = client.get(path).text
    assert "STOP par SMS" not in text
    assert "START" not in text
