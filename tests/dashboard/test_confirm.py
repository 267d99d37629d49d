"""The page that verifies: what the officer decides there goes with the alert."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import OFFICER
from messaging import room
from messaging.models import Sending
from tests.alerts.making import draft
from tests.factories import person, subscriber
from tests.journal import entries_about
from tests.messaging.full_disk import SHUT_OUT, full, shut_out
from tests.places import VENDOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


@pytest.fixture
def officer(client: Client, alice: User) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("box", "policy"), [({}, "AVOID_DUPLICATES"), ({"resend_unknown": "on"}, "AVOID_LOSS")]
)
def test_the_officer_says_what_becomes_of_the_unknown(
    officer: Client, alice: User, box: dict[str, str], policy: str
) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    officer.post(reverse("dashboard:alert-send", args=[alert.code]), {"typed_count": "1", **box})

    assert Sending.objects.get().unknown_policy == policy
    assert entries_about(alert).get(verb="alert.freeze").details["unknown_policy"] == policy


def test_a_number_typed_wrongly_does_not_lose_the_box_ticked(officer: Client, alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(
        alice,
        VENDOME,
        shapes=[{"type": "circle", "sign": "include", "center": list(VENDOME), "radius": 1500}],
    )

    answer = officer.post(
        reverse("dashboard:alert-send", args=[alert.code]), {"typed_count": "7", "resend_unknown": "on"}
    )

    assert answer.status_code == 422
    assert 'form="envoi" checked' in answer.content.decode()


@pytest.mark.parametrize("table", ["messaging_sending", "messaging_chunk", "accounts_journalentry"])
def test_a_full_disk_is_said_on_the_same_page_and_loses_nothing(
    officer: Client, alice: User, settings: Any, tmp_path: Path, table: str
) -> None:
    settings.VAR_DIR = tmp_path
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    send = reverse("dashboard:alert-send", args=[alert.code])
    typed = {"typed_count": "1", "resend_unknown": "on"}
    with full(table):
        answer = officer.post(send, typed)

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "L’alerte n’est pas partie" in page
    assert room.SENTENCE in page
    assert "recevra ce SMS maintenant" not in page
    assert 'form="envoi" checked' in page
    assert not Sending.objects.exists()
    assert officer.post(send, typed).status_code == 302
    assert Sending.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_that_lets_nobody_in_is_said_and_sends_nothing(
    officer: Client, alice: User, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR, officer.raise_request_exception = tmp_path, False
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    with shut_out(SHUT_OUT[0]):
        answer = officer.post(reverse("dashboard:alert-send", args=[alert.code]), {"typed_count": "1"})

    assert answer.status_code == 503
    assert room.SENTENCE in answer.content.decode()
    assert not Sending.objects.exists()
