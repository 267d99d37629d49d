"""STOP and START, by the number alone."""

from datetime import timedelta

import pytest

from messaging import addresses, sending
from messaging.clock import database_now
from messaging.models import Delivery, InboundMessage, OutboxMessage, Sending, Suppression
from subscribers import services, stopping, texts
from subscribers.models import OneTimeCode, Subscriber
from tests.factories import fresh_number, subscriber
from tests.messaging.queue import frozen, states
from tests.places import OPERA, VENDOME
from tests.subscribers.enrolling import CLIENT, last_code

pytestmark = pytest.mark.django_db


def write(number: str, text: str, reference: str = "1") -> InboundMessage | None:
    return stopping.receive(
        gateway="kannel", reference=reference, number=number, text=text, now=database_now()
    )


def state_of(shop: Subscriber) -> str:
    return Subscriber.objects.get(pk=shop.pk).state


def test_stop_closes_the_number_withdraws_the_consent_and_is_answered_once() -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, phone=phone)

    write(phone, "STOP")
    write(phone, "Stop.", reference="2")

    assert state_of(shop) == "STOPPED"
    assert not shop.consents.filter(withdrawn_at__isnull=True).exists()
    assert Sending.objects.get().priority == Sending.Priority.CODE


def test_the_same_message_again_does_nothing() -> None:
    phone = fresh_number()

    assert write(phone, "STOP") is not None
    assert write(phone, "START") is None
    assert Suppression.objects.count() == 1


def test_an_unknown_number_is_closed_all_the_same() -> None:
    write(fresh_number(), "arrêt")

    assert Suppression.objects.get().why == "STOP"


def test_the_answer_leaves_although_the_number_is_closed_and_nothing_else_does(settings: object) -> None:
    phone = fresh_number()
    write(phone, "STOP")
    alert = frozen([fresh_number()])
    Delivery.objects.filter(sending=alert).update(address_hash=addresses.fingerprint(phone))

    sending.drain()

    assert [row.text for row in OutboxMessage.objects.all()] == [Sending.objects.order_by("pk")[0].text]
    assert states(alert) == {"SKIPPED_SUPPRESSED": 1}


def test_stop_after_the_freeze_acts_at_the_next_lease() -> None:
    phone = fresh_number()
    alert = frozen([phone, fresh_number()])

    write(phone, "STOP")
    sending.drain()

    assert states(alert) == {"SKIPPED_SUPPRESSED": 1, "DELIVERED": 1}


def test_a_shop_with_another_open_number_keeps_its_alerts_there() -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, phone=phone)
    services.add_contact(subscriber=shop, phone=fresh_number())

    write(phone, "STOP")

    assert state_of(shop) == "VALIDATED"


def test_all_shops_of_a_number_stop_together() -> None:
    phone = fresh_number()
    shops = [subscriber(at=VENDOME, phone=phone), subscriber(at=OPERA, phone=phone, pending=True)]

    write(phone, "STOP")

    assert [state_of(shop) for shop in shops] == ["STOPPED", "STOPPED"]


def test_start_brings_back_to_be_validated_anew() -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, phone=phone)
    write(phone, "STOP")

    write(phone, "Start", reference="2")

    assert state_of(shop) == "PENDING"
    assert shop.consents.filter(withdrawn_at__isnull=True).count() == 1
    assert not Suppression.objects.exists()


def test_start_opens_no_number_that_is_out_of_service() -> None:
    phone = fresh_number()
    Suppression.objects.create(
        channel="SMS", address_hash=addresses.fingerprint(phone), why="DEAD", since=database_now()
    )

    write(phone, "START")

    assert Suppression.objects.exists()


def test_anything_else_is_kept_and_changes_nothing() -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, phone=phone)

    write(phone, "Merci, j'ai vu deux hommes partir vers l'Opéra")

    assert state_of(shop) == "VALIDATED"
    assert InboundMessage.objects.get().meaning == ""


def test_a_reply_that_nobody_reads_is_answered_once_a_day_whoever_writes() -> None:
    phone, other = fresh_number(), fresh_number()
    stopping.stop_address(address_hash=addresses.fingerprint(other), now=database_now())

    write(phone, "Arrêtez cet homme il me vole")
    write(phone, "Vite !", reference="2")
    write(other, "Au secours", reference="3")
    sending.drain()

    assert [row.text for row in OutboxMessage.objects.all()] == [texts.READ_LATER] * 2
    InboundMessage.objects.update(received_at=database_now() - timedelta(hours=25))
    write(phone, "Vite !", reference="4")
    assert Sending.objects.count() == 3


@pytest.mark.parametrize("number", ["", "3639", "+33142761530", "+14155550100", "GEOALERT", "+33639980001\n"])
def test_what_is_no_french_mobile_is_refused(number: str) -> None:
    with pytest.raises(addresses.AddressRefused):
        write(number, "STOP")
    assert not InboundMessage.objects.exists()


def test_by_page_a_code_proves_the_number_first() -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, phone=phone)
    to = stopping.Address.of(phone)
    holder = stopping.ask_to_stop(to=to, client=CLIENT, now=database_now())
    assert state_of(shop) == "VALIDATED"

    stopping.prove_and_stop(holder=holder, typed=last_code(), now=database_now())

    assert state_of(shop) == "STOPPED"
    assert OneTimeCode.objects.get().used_at is not None
