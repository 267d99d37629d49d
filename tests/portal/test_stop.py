"""Stop by page."""

import pytest
from django.test import Client

from messaging.models import Suppression
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


@pytest.mark.parametrize("path", ["/", "/conseils/", "/a/aaaaaaaaaa", "/inscription/faite/", "/inscription/"])
def test_the_way_out_is_on_every_public_page(client: Client, path: str) -> None:
    assert 'href="/stop/"' in client.get(path).text
