"""An officer validates or refuses; the business is told."""

import pytest

from accounts.roles import ANALYST, OFFICER
from messaging import addresses, sending
from messaging.clock import database_now
from messaging.models import Sending
from subscribers import deciding, services, stopping
from subscribers.models import Subscriber
from subscribers.querysets import Reach
from subscribers.services import SubscriberRefused
from tests.factories import fresh_number, person, subscriber
from tests.journal import entries_about
from tests.messaging.queue import states
from tests.places import CRETEIL, VENDOME

pytestmark = pytest.mark.django_db


def test_a_refusal_is_journalled_told_and_final() -> None:
    shop, alice = subscriber(at=VENDOME, pending=True), person("alice", OFFICER)

    deciding.refuse(subscriber=shop, by=alice, reason="NOT_FOUND", now=database_now())

    assert entries_about(shop).get().details == {"reason": "NOT_FOUND"}
    assert "introuvable" in Sending.objects.get().text
    with pytest.raises(SubscriberRefused):
        services.validate(subscriber=shop, by=alice, now=database_now())


def test_a_refused_shop_is_not_reachable() -> None:
    shop = subscriber(at=VENDOME, pending=True)
    deciding.refuse(subscriber=shop, by=person("alice", OFFICER), reason="TWICE", now=database_now())

    assert Subscriber.objects.with_reach(database_now()).get().reach == Reach.REFUSED


@pytest.mark.parametrize(("role", "reason"), [(ANALYST, "TWICE"), (OFFICER, ""), (OFFICER, "parce que")])
def test_it_takes_the_right_and_a_reason(role: str, reason: str) -> None:
    shop = subscriber(at=VENDOME, pending=True)

    with pytest.raises(SubscriberRefused):
        deciding.refuse(subscriber=shop, by=person("p", role), reason=reason, now=database_now())


@pytest.mark.parametrize("wants", [True, False])
def test_a_validated_shop_is_told_if_it_wishes(wants: bool) -> None:
    shop = subscriber(at=VENDOME, pending=True)
    shop.wants_word = wants
    shop.save()

    services.validate(subscriber=shop, by=person("alice", OFFICER), now=database_now())

    assert Sending.objects.exists() is wants


def test_the_word_comes_after_alerts_and_not_after_a_stop() -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, pending=True, phone=phone)
    deciding.refuse(subscriber=shop, by=person("alice", OFFICER), reason="TWICE", now=database_now())
    word = Sending.objects.get()

    stopping.stop_address(address_hash=addresses.fingerprint(phone), now=database_now())
    sending.drain()

    assert word.priority > Sending.Priority.ALERT
    assert states(word) == {"SKIPPED_SUPPRESSED": 1}


def test_a_territory_is_that_of_the_commune_each_is_enrolled_in() -> None:
    here, there = subscriber(at=VENDOME), subscriber(at=CRETEIL)
    alice, eve, denis = (
        person("alice", OFFICER, sectors=("75-CENTRE",)),
        person("eve", OFFICER, sectors=("*",)),
        person("denis", OFFICER),
    )

    seen = [set(Subscriber.objects.in_territory_of(user)) for user in (alice, eve, denis)]

    assert seen == [{here}, {here, there}, set()]
