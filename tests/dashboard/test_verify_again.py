"""*Vérifier à nouveau*: held to the rules of a new alert, counted anew, and the box as it was."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import OFFICER
from alerts.models import Alert
from alerts.steering import stop
from messaging.clock import database_now
from messaging.models import Sending
from tests.alerts.making import draft, leave
from tests.factories import person, subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db

TICKED = 'name="resend_unknown" form="envoi" checked'


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


@pytest.fixture
def officer(client: Client, alice: User) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def outdated(alice: User) -> Alert:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    Alert.objects.filter(pk=alert.pk).update(created_at=database_now() - timedelta(hours=2))
    alert.refresh_from_db()
    return alert


def confirm(alert: Alert) -> str:
    return reverse("dashboard:alert-confirm", args=[alert.code])


def send(alert: Alert) -> str:
    return reverse("dashboard:alert-send", args=[alert.code])


def test_facts_that_are_too_old_by_now_are_not_verified_again(officer: Client, outdated: Alert) -> None:
    Alert.objects.filter(pk=outdated.pk).update(occurred_at=database_now() - timedelta(days=8))

    answer = officer.post(confirm(outdated))

    assert answer.status_code == 422
    assert "Les faits datent de plus de sept jours." in answer.text
    assert "btn-live" not in answer.text
    assert "Modifiez l’alerte" in answer.text
    assert answer.text.count("L’alerte n’est pas partie") == 1
    assert "Vérifier à nouveau" not in answer.text
    officer.post(send(outdated), {"seen_hash": outdated.request_hash, "typed_count": "1"})
    assert not Sending.objects.exists()


def test_who_lost_the_territory_meanwhile_does_not_verify_again(
    officer: Client, alice: User, outdated: Alert
) -> None:
    assert alice.territory is not None
    alice.territory.sectors.clear()

    answer = officer.post(confirm(outdated))

    assert answer.status_code == 422
    assert "hors de votre territoire" in answer.text


def test_the_box_stays_as_it_was_from_one_page_to_the_next(officer: Client, outdated: Alert) -> None:
    pressed = {"seen_hash": outdated.request_hash, "typed_count": "1", "resend_unknown": "on"}

    refused = officer.post(send(outdated), pressed, follow=True).text
    anew = officer.post(confirm(outdated), {"resend_unknown": "on"}, follow=True).text

    assert TICKED in refused
    assert TICKED in anew
    assert TICKED not in officer.post(confirm(outdated), follow=True).text


def test_an_audience_that_is_nobody_by_now_has_nothing_to_send(officer: Client, alice: User) -> None:
    shop = subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    shop.delete()

    answer = officer.post(send(alert), {"seen_hash": alert.request_hash, "typed_count": "1"})

    assert answer.status_code == 409
    assert "1 annoncés, 0 maintenant" in answer.text
    assert "Personne ne recevrait ce SMS" in answer.text
    assert "btn-live" not in answer.text


def test_who_presses_on_a_page_of_before_is_told_that_something_else_left(
    officer: Client, alice: User
) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    leave(alert, by=alice)

    answer = officer.post(send(alert), {"seen_hash": "of before", "typed_count": "1"}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("dashboard:alert", args=[alert.code])
    assert "autrement que sur la page où vous avez appuyé" in answer.text


def test_what_was_cancelled_is_not_sent_by_the_page_of_before_and_says_so(
    officer: Client, alice: User
) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    stop(alert=leave(alert, by=alice), by=alice, now=database_now())

    answer = officer.post(send(alert), {"seen_hash": alert.request_hash, "typed_count": "1"}, follow=True)

    assert "Cette alerte a été annulée : rien ne repart." in answer.text
    assert Sending.objects.get().state == Sending.State.STOPPED
