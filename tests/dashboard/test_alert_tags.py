"""How an alert is said to have ended: by whom it reached, on its page and in the list."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import OFFICER
from alerts import lifecycle, steering
from alerts.models import Alert
from messaging import sending as engine
from messaging.clock import database_now
from tests.alerts.making import draft, leave
from tests.dashboard.test_confirm import exercise
from tests.dashboard.test_follow import SHOPS, page, put
from tests.factories import person, subscriber
from tests.places import VENDOME
from zones.french import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(geography: None, client: Client, settings: Any) -> User:
    settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL, settings.UNDO_SECONDS = "outbox", "", 0
    user = person("alice", OFFICER, sectors=("75-CENTRE",))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


@pytest.fixture
def leaving(alice: User) -> Alert:
    for _ in range(SHOPS):
        subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)
    lifecycle.settle(now=database_now())
    alert.refresh_from_db()
    return alert


@pytest.fixture
def left(leaving: Alert) -> Alert:
    engine.drain()
    return leaving


def test_an_alert_whose_validity_ended_says_who_got_nothing(client: Client, left: Alert) -> None:
    lifecycle.settle(now=database_now())
    put(left, 2, "SKIPPED_EXPIRED")
    some = page(client, left)
    put(left, SHOPS, "SKIPPED_EXPIRED")
    none = page(client, left)

    assert "Périmée en partie" in some
    assert "Périmée avant d’être entièrement partie : 2 sur 5 n’ont rien reçu." in some
    assert "Périmée avant d’être partie : 5 sur 5 n’ont rien reçu." in none
    assert "tag-done" not in some + none + client.get("/poste/alertes/").text
    assert "Périmée<" in client.get("/poste/alertes/").text


def test_only_what_a_gateway_took_is_said_to_have_left(client: Client, left: Alert) -> None:
    put(left, 3, "UNKNOWN")
    put(left, 1, "REJECTED")

    html = page(client, left)

    assert "2 partis sur 5, 2 inconnus" in html
    assert "tag-done" not in html


def test_cancelled_before_it_left_is_not_cancelled_half_way(
    client: Client, leaving: Alert, alice: User
) -> None:
    steering.stop(alert=leaving, by=alice, now=database_now())
    put(leaving, SHOPS, "SKIPPED_STOPPED")
    before = page(client, leaving)
    put(leaving, 2, "DELIVERED")
    half_way = page(client, leaving)

    assert "Annulée<" in before
    assert "rien n’est parti" in before
    assert "Annulée en cours d’envoi" in half_way


def test_the_list_of_alerts_says_that_one_is_paused(client: Client, leaving: Alert, alice: User) -> None:
    steering.pause(alert=leaving, by=alice, now=database_now())

    assert "En pause" in client.get("/poste/alertes/").text


def test_an_exercise_stands_as_one_among_the_alerts(client: Client, alice: User) -> None:
    subscriber(at=VENDOME)
    real = leave(draft(alice, VENDOME), by=alice)
    assert "Exercice" not in client.get("/poste/alertes/").text

    rehearsed = exercise(draft(alice, VENDOME))
    assert client.get("/poste/alertes/").text.count(">Exercice<") == 1
    leave(rehearsed, by=alice)

    rows = client.get("/poste/alertes/").text.split("<tr>")
    assert [">Exercice<" in row for row in rows if real.code in row or rehearsed.code in row] == [True, False]


def bob_steers(client: Client, alert: Alert, verb: str) -> str:
    """The page that a colleague of the same territory is led to."""
    bob = person("bob", OFFICER, sectors=("75-CENTRE",), first_name="Bob", last_name="Martin")
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(f"/poste/alertes/{alert.code}/{verb}/", follow=True).text


def test_a_stopped_alert_says_by_whom_and_when(client: Client, leaving: Alert) -> None:
    assert "par Bob Martin" not in page(client, leaving)

    html = bob_steers(client, leaving, "arreter")

    leaving.refresh_from_db()
    assert leaving.ended_at is not None
    assert f"Arrêtée par Bob Martin, {moment(leaving.ended_at)}." in html
    assert "rédigée par alice" in html


def test_an_alert_that_was_taken_back_says_by_whom(client: Client, alice: User, settings: Any) -> None:
    settings.UNDO_SECONDS = 60
    subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)

    assert "Annulée par Bob Martin, " in bob_steers(client, alert, "arreter")


def test_a_paused_alert_says_by_whom_until_it_goes_on(client: Client, leaving: Alert) -> None:
    assert ", par Bob Martin." in bob_steers(client, leaving, "pause").partition("En pause depuis ")[2]

    assert "Bob Martin." not in client.post(f"/poste/alertes/{leaving.code}/reprendre/", follow=True).text


def test_an_alert_that_nobody_stopped_names_nobody(client: Client, leaving: Alert) -> None:
    """A restored base closes what it held; no person did."""
    Alert.objects.update(state=Alert.State.CANCELLED)

    assert "Arrêtée par" not in page(client, leaving)


@pytest.mark.parametrize("state", ["UNKNOWN", "SUBMITTING"])
def test_of_what_may_have_left_nobody_says_that_nothing_did(
    client: Client, leaving: Alert, alice: User, state: str
) -> None:
    steering.stop(alert=leaving, by=alice, now=database_now())
    put(leaving, SHOPS, "SKIPPED_STOPPED")
    nothing = page(client, leaving)
    put(leaving, 1, state)
    perhaps = page(client, leaving)

    assert "rien n’est parti" in nothing
    assert "rien n’est parti" not in perhaps
    assert "Annulée en cours d’envoi" in perhaps
