"""The page that an SMS links to."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.test import Client

from accounts.models import User
from accounts.roles import OFFICER
from advice.loading import load_advice
from advice.models import AdvicePage
from alerts.models import Alert
from alerts.steering import stop
from messaging.clock import database_now
from messaging.models import Sending
from messaging.sms_text import measure
from tests.advice.shelves import ADVICE
from tests.alerts.making import draft, leave
from tests.factories import person, subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _advice() -> None:
    load_advice(ADVICE)


@pytest.fixture
def alice() -> User:
    subscriber(at=VENDOME)
    return person("alice", OFFICER, sectors=("75-CENTRE",))


@pytest.fixture
def sent(alice: User) -> Alert:
    return leave(draft(alice, VENDOME), by=alice)


def test_the_sms_link_shows_state_place_actions_and_both_numbers(client: Client, sent: Alert) -> None:
    page = client.get(f"/a/{sent.code}").text

    for expected in ("ALERTE EN COURS", "place Vendôme", "tel:17", "sms:114", "Fermez, puis appelez le 17"):
        assert expected in page


def test_a_stopped_alert_says_so_first(client: Client, sent: Alert, alice: User) -> None:
    stop(alert=sent, by=alice, now=database_now())

    assert "FIN D’ALERTE" in client.get(f"/a/{sent.code}").text


def test_an_expired_alert_says_so_and_still_helps(client: Client, sent: Alert) -> None:
    Sending.objects.update(valid_until=database_now() - timedelta(hours=1))

    page = client.get(f"/a/{sent.code}")

    assert page.status_code == 200
    assert "ALERTE EXPIRÉE" in page.text


@pytest.mark.parametrize("code", ["aaaaaaaaaa", "x", "é" * 10])
def test_an_unknown_code_gets_help_and_not_a_bare_404(client: Client, code: str) -> None:
    answer = client.get(f"/a/{code}")

    assert answer.status_code == 404
    assert "tel:17" in answer.text


def test_the_linked_page_is_open_and_every_profession_one_tap_away(client: Client, alice: User) -> None:
    tobacco = AdvicePage.objects.get(slug="tabacs")
    alert = leave(draft(alice, VENDOME, advice_page=tobacco), by=alice)

    page = client.get(f"/a/{alert.code}").text

    assert page.count("<summary>") == 5
    assert page.count(" open>") == 1
    assert "Rentrez la marchandise, fermez la réserve." in page
    assert "générateur de brouillard" in page


def test_a_withdrawn_page_is_nobodys_to_read_and_everybodys_takes_its_place(
    client: Client, alice: User
) -> None:
    tobacco = AdvicePage.objects.get(slug="tabacs")
    alert = leave(draft(alice, VENDOME, advice_page=tobacco), by=alice)
    AdvicePage.objects.filter(slug="tabacs").update(published_at=None)

    page = client.get(f"/a/{alert.code}").text

    assert "Rentrez la marchandise, fermez la réserve." not in page
    assert page.count(" open>") == 1
    assert AdvicePage.objects.get(slug="tous-commerces").title in page


def test_the_page_of_an_alert_weighs_no_more_than_an_advice_page(client: Client, sent: Alert) -> None:
    assert len(client.get(f"/a/{sent.code}").content) < 14_000


def test_a_draft_is_nobodys_to_read(client: Client, alice: User) -> None:
    assert client.get(f"/a/{draft(alice, VENDOME).code}").status_code == 404


def test_every_visitor_gets_the_same_page_and_no_cookie(client: Client, sent: Alert) -> None:
    answers = [Client().get(f"/a/{sent.code}") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert not answers[0].cookies


def test_the_text_of_the_templates_fits_one_sms_with_its_link() -> None:
    rows = project.BASE_DIR / "fixtures" / "templates.json"
    texts = [row["text"] for row in json.loads(rows.read_text())]

    for text in texts:
        filled = text.replace("{lieu}", "place Vendome").replace("{heure}", "17h25")
        assert measure(f"{filled} {'x' * 28}").parts == 1, filled
