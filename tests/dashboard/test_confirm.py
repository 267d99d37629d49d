"""The page that verifies: what the officer decides there goes with the alert."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import OFFICER
from alerts import drafting
from alerts.codes import new_code
from alerts.fingerprints import request_hash
from alerts.models import Alert
from messaging import room
from messaging.clock import database_now
from messaging.models import Mode, Sending
from tests.alerts.making import draft, request
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


def pressed(alert: Alert, **more: str) -> dict[str, str]:
    """What *Envoyer* posts from the page that shows this alert."""
    return {"seen_hash": alert.request_hash, "typed_count": str(alert.previewed_count), **more}


@pytest.mark.parametrize(
    ("box", "policy"), [({}, "AVOID_DUPLICATES"), ({"resend_unknown": "on"}, "AVOID_LOSS")]
)
def test_the_officer_says_what_becomes_of_the_unknown(
    officer: Client, alice: User, box: dict[str, str], policy: str
) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    officer.post(reverse("dashboard:alert-send", args=[alert.code]), pressed(alert, **box))

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
        reverse("dashboard:alert-send", args=[alert.code]),
        pressed(alert, typed_count="7", resend_unknown="on"),
    )

    assert answer.status_code == 422
    assert 'form="envoi" checked' in answer.content.decode()


def seen_hash(page: str) -> str:
    found = re.search(r'name="seen_hash" value="(\w+)"', page)
    assert found, "the page does not post what it shows"
    return found[1]


def test_a_page_that_shows_another_alert_sends_nothing_and_shows_the_present_one(
    officer: Client, alice: User
) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    shown = officer.get(reverse("dashboard:alert-confirm", args=[alert.code])).text
    other_tab = request(VENDOME, form_key=alert.form_key, text="Version Y. Un doute : 17.")
    drafting.draft(author=alice, request=other_tab, now=database_now())
    send = reverse("dashboard:alert-send", args=[alert.code])

    refused = officer.post(send, pressed(alert, seen_hash=seen_hash(shown), resend_unknown="on"))

    assert refused.status_code == 409
    assert "n’est plus ce qui partirait" in refused.text
    assert "Version Y." in refused.text
    assert 'form="envoi" checked' in refused.text
    assert not Sending.objects.exists()
    assert officer.post(send, pressed(alert, seen_hash=seen_hash(refused.text))).status_code == 302
    assert "Version Y." in Sending.objects.get().text


def test_a_press_that_does_not_say_what_was_shown_sends_nothing(officer: Client, alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    answer = officer.post(reverse("dashboard:alert-send", args=[alert.code]), {"typed_count": "1"})

    assert answer.status_code == 409
    assert "n’est plus ce qui partirait" in answer.text
    assert not Sending.objects.exists()


def test_a_number_that_moved_is_shown_for_a_new_decision_and_the_box_stays_ticked(
    officer: Client, alice: User
) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    for _ in range(6):
        subscriber(at=VENDOME)
    send = reverse("dashboard:alert-send", args=[alert.code])

    moved = officer.post(send, pressed(alert, resend_unknown="on"))

    assert moved.status_code == 409
    assert "1 annoncés, 7 maintenant" in moved.text
    assert 'form="envoi" checked' in moved.text
    assert "7 abonnés" in moved.text
    again = pressed(alert, typed_count="7", seen_hash=seen_hash(moved.text))
    assert officer.post(send, again).status_code == 302


@pytest.mark.parametrize("table", ["messaging_sending", "messaging_chunk", "accounts_journalentry"])
def test_a_full_disk_is_said_on_the_same_page_and_loses_nothing(
    officer: Client, alice: User, settings: Any, tmp_path: Path, table: str
) -> None:
    settings.VAR_DIR = tmp_path
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    send = reverse("dashboard:alert-send", args=[alert.code])
    typed = pressed(alert, resend_unknown="on")
    with full(table):
        answer = officer.post(send, typed)

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "L’alerte n’est pas partie" in page
    assert room.SENTENCE in page
    assert "recevra ce SMS" not in page
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
        answer = officer.post(reverse("dashboard:alert-send", args=[alert.code]), pressed(alert))

    assert answer.status_code == 503
    assert room.SENTENCE in answer.content.decode()
    assert not Sending.objects.exists()


def test_the_address_that_sends_leads_back_to_the_page_that_verifies(officer: Client, alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    answer = officer.get(reverse("dashboard:alert-send", args=[alert.code]))

    assert answer.status_code == 302
    assert answer["Location"] == reverse("dashboard:alert-confirm", args=[alert.code])
    assert not Sending.objects.exists()


def an_hour_ago(alert: Alert) -> None:
    Alert.objects.filter(pk=alert.pk).update(created_at=database_now() - timedelta(hours=2))


def altered(alert: Alert) -> None:
    Alert.objects.filter(pk=alert.pk).update(text="Changé. Un doute : 17.")


@pytest.mark.parametrize(("outdate", "why"), [(an_hour_ago, "plus d’une heure"), (altered, "modifiée")])
def test_an_outdated_verification_is_made_again_in_one_press(
    officer: Client, alice: User, outdate: Callable[[Alert], None], why: str
) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    subscriber(at=VENDOME)
    outdate(alert)
    verify = reverse("dashboard:alert-confirm", args=[alert.code])
    send = reverse("dashboard:alert-send", args=[alert.code])

    refused = officer.post(send, pressed(alert), follow=True).text

    assert why in refused
    assert "recevra ce SMS" not in refused
    assert "btn-live" not in refused
    assert f'action="{verify}"' in refused
    anew = officer.post(verify, follow=True).text
    assert why not in anew
    assert "2 abonnés recevront ce SMS" in anew
    again = pressed(alert, typed_count="2", seen_hash=seen_hash(anew))
    assert officer.post(send, again).status_code == 302
    assert Sending.objects.get().frozen_count == 2


def exercise(alert: Alert) -> Alert:
    """The same alert, to be rehearsed: a mode never changes, so that it is another row."""
    alert.pk, alert.mode, alert.code, alert.form_key = None, Mode.EXERCISE, new_code(), uuid4()
    alert.request_hash = request_hash(alert)
    alert.save(force_insert=True)
    return alert


def test_an_exercise_says_that_nothing_will_leave(officer: Client, alice: User) -> None:
    subscriber(at=VENDOME)
    alert = exercise(draft(alice, VENDOME))

    page = officer.get(reverse("dashboard:alert-confirm", args=[alert.code])).text

    assert "Exercice : 1 abonné recevrait ce SMS, rien ne partira." in page
    assert "Lancer l’exercice" in page
    assert "Envoyer à" not in page
    assert "btn-live" not in page


def test_the_page_promises_no_moment_and_names_no_kind_of_text_that_it_does_not_know(
    officer: Client, alice: User
) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    page = officer.get(reverse("dashboard:alert-confirm", args=[alert.code])).text

    assert "1 abonné recevra ce SMS." in page
    assert "Texte libre" not in page
