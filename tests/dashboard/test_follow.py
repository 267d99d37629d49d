"""The alert's page while it leaves: what it says, offers and refuses, with and without script."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import OFFICER
from alerts import lifecycle
from alerts.models import Alert
from messaging import sending as engine
from messaging.clock import database_now
from messaging.forgetting import ADDRESSES_FOR, forget_addresses
from messaging.models import Delivery, Gateway, Sending
from subscribers import stopping
from tests.alerts.making import draft, leave
from tests.factories import fresh_number, person, subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db

SHOPS = 5


@pytest.fixture(autouse=True)
def _at_once(settings: Any) -> None:
    settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL = "outbox", ""
    settings.UNDO_SECONDS = 0


@pytest.fixture
def alice(geography: None, client: Client) -> User:
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


def put(alert: Alert, count: int, state: str, reason: str = "") -> None:
    ids = (
        Delivery.objects.filter(sending=alert.sending_id).order_by("pk").values_list("pk", flat=True)[:count]
    )
    Delivery.objects.filter(pk__in=list(ids)).update(state=state, reason=reason)


def page(client: Client, alert: Alert, block: str = "") -> str:
    answer = client.get(f"/poste/alertes/{alert.code}/{block}")
    assert answer.status_code == 200
    return answer.text


def press(client: Client, alert: Alert, verb: str, **fields: str) -> str:
    """The page that a press leads to."""
    return client.post(f"/poste/alertes/{alert.code}/{verb}/", fields, follow=True).text


def sending_state(alert: Alert) -> str:
    return str(Sending.objects.get(pk=alert.sending_id).state)


def test_none_and_one_are_said_in_the_singular(client: Client, leaving: Alert) -> None:
    assert "0 parti sur 5" in page(client, leaving)

    put(leaving, SHOPS - 1, "ACCEPTED")

    html = page(client, leaving)
    assert "Pause : 1 en attente le reste, et" in html
    assert "Arrêter : 1 SMS ne partira plus" in html


def test_pause_and_resume_say_what_they_do(client: Client, leaving: Alert) -> None:
    assert "Pause : 5 en attente le restent" in page(client, leaving)

    paused = press(client, leaving, "pause")
    assert "En pause" in paused
    assert "Reprendre : l’envoi continue" in paused
    assert sending_state(leaving) == Sending.State.PAUSED

    press(client, leaving, "reprendre")
    assert sending_state(leaving) == Sending.State.RUNNING


def test_the_status_that_is_read_aloud_is_one_and_says_how_far_it_is(client: Client, leaving: Alert) -> None:
    spoken = set()
    for done in range(SHOPS + 1):
        put(leaving, done, "ACCEPTED")
        block = page(client, leaving, "suivi/")
        assert block.count('role="status"') == 1
        spoken.add(block.split('role="status">')[1].split("<")[0])

    assert "L’envoi avance : la moitié est partie." in spoken


def test_a_broken_gateway_is_said_with_its_next_trial(client: Client, leaving: Alert) -> None:
    now = database_now()
    Gateway.objects.create(
        name="outbox", refilled_at=now, failing_since=now, opened_at=now, probe_at=now + timedelta(seconds=30)
    )

    block = page(client, leaving, "suivi/")

    assert "Passerelle « outbox » en panne depuis" in block
    assert "nouvel essai à" in block
    assert "L’envoi attend la passerelle." in block


def test_troubles_are_told_by_reason(client: Client, left: Alert) -> None:
    put(left, 2, "REJECTED", "numéro de fiction")

    block = page(client, left)

    assert "Numéro de fiction" in block
    assert "Retenter les 2 échecs" in block
    assert "Renvoyer" not in block


def test_the_page_goes_on_asking_until_the_alert_itself_has_ended(client: Client, leaving: Alert) -> None:
    """The last receipt may be home before the worker has given its chunk back."""
    put(leaving, SHOPS, "DELIVERED")

    before = page(client, leaving, "suivi/")
    engine.drain()
    after = page(client, leaving, "suivi/")

    assert "Envoi en cours" in before
    assert "hx-trigger" in before
    assert "Envoyée" in after
    assert "hx-trigger" not in after


def test_a_page_without_script_can_be_asked_again(client: Client, leaving: Alert) -> None:
    assert f'<noscript><p><a href="/poste/alertes/{leaving.code}/">Actualiser</a>' in page(client, leaving)


def test_a_resend_is_explained_then_confirmed(client: Client, left: Alert) -> None:
    put(left, 2, "UNKNOWN")
    question = page(client, left, "renvoyer/")
    assert "Jusqu’à 2 personnes peuvent le recevoir deux fois." in question
    assert Delivery.objects.filter(state="UNKNOWN").count() == 2

    told = press(client, left, "renvoyer", announced="2")

    assert "2 numéros repartent." in told
    assert "Renvoyé à 2 numéros" in told
    assert "personne deux fois" not in told
    assert Delivery.objects.filter(state="QUEUED", resends=1).count() == 2


@pytest.mark.parametrize("announced", ["", "1", "-5", "²", "9" * 30, "deux"])
def test_a_resend_without_the_right_number_leaves_to_nobody(
    client: Client, left: Alert, announced: str
) -> None:
    put(left, 2, "UNKNOWN")

    told = press(client, left, "renvoyer", announced=announced)

    assert "Renvoyer aux 2 inconnus ?" in told
    assert Delivery.objects.filter(state="UNKNOWN").count() == 2


def test_with_nobody_unknown_there_is_nothing_to_resend(client: Client, left: Alert) -> None:
    assert "Rien à renvoyer" in page(client, left, "renvoyer/")
    assert "Il n’y avait plus personne" in press(client, left, "renvoyer", announced="0")


def test_failures_are_retried_with_one_press(client: Client, left: Alert) -> None:
    put(left, 1, "FAILED")

    assert "Un numéro est retenté." in press(client, left, "retenter", announced="1")
    assert Delivery.objects.filter(state="QUEUED").count() == 1


def test_nobody_steers_an_alert_of_elsewhere(client: Client, leaving: Alert) -> None:
    client.force_login(person("bob", OFFICER, sectors=("93-066",)))

    for verb in ("pause", "reprendre", "arreter", "retenter", "renvoyer"):
        assert client.post(f"/poste/alertes/{leaving.code}/{verb}/").status_code == 404
    for block in ("", "suivi/", "carte/", "renvoyer/"):
        assert client.get(f"/poste/alertes/{leaving.code}/{block}").status_code == 404


def test_the_map_is_drawn_again_only_after_a_change(client: Client, leaving: Alert) -> None:
    block = page(client, leaving, "carte/")
    seen = block.split("?vu=")[1].split('"')[0]
    address = f"/poste/alertes/{leaving.code}/carte/?vu={seen}"

    assert client.get(address).status_code == 204
    engine.drain()

    assert client.get(address).status_code == 200


def test_the_map_holds_neither_name_nor_number_nor_id(client: Client, leaving: Alert) -> None:
    block = page(client, leaving, "carte/")

    assert block.count("h0") >= SHOPS
    assert "Maison Lambert" not in block
    assert "63998" not in block


def test_after_three_months_it_says_that_nobody_knows_any_more_whom_it_went_to(
    client: Client, left: Alert
) -> None:
    later = database_now() + ADDRESSES_FOR
    while forget_addresses(now=later):
        continue

    block = page(client, left, "carte/")

    assert "sont oubliés depuis le" in block
    assert "hors de votre territoire" not in block
    assert "h0" not in block.split("keys")[0]


def test_replies_of_its_recipients_are_on_the_page(client: Client, leaving: Alert) -> None:
    number = fresh_number()
    shop = subscriber(at=VENDOME, phone=number)
    Delivery.objects.filter(origin__isnull=False).update(origin=shop.pk)
    assert "Aucun destinataire n’a répondu" in page(client, leaving)
    known = Delivery.objects.first()
    assert known is not None
    known.address_hash = shop.contacts.get().address_hash
    known.save()

    stopping.receive(
        gateway="outbox", reference="1", number=number, text="Deux hommes ici", now=database_now()
    )

    assert "1 réponse" in page(client, leaving)
    assert "Deux hommes ici" in page(client, leaving)
    assert "Deux hommes ici" in client.get(f"/poste/reponses/?etat=toutes&alerte={leaving.code}").text
