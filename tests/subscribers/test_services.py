import pytest

from accounts.roles import ANALYST, OFFICER
from messaging.addresses import AddressRefused
from messaging.clock import database_now
from subscribers import services
from tests.factories import person, subscriber
from tests.journal import entries_about
from tests.places import VENDOME

pytestmark = pytest.mark.django_db


def test_an_officer_validates_and_the_journal_says_so() -> None:
    shop, alice = subscriber(at=VENDOME, pending=True), person("alice", OFFICER)

    services.validate(subscriber=shop, by=alice, now=database_now())

    assert shop.state == "VALIDATED"
    assert entries_about(shop).get().actor == alice


def test_an_analyst_does_not_validate() -> None:
    with pytest.raises(services.SubscriberRefused, match="droit"):
        services.validate(
            subscriber=subscriber(at=VENDOME, pending=True), by=person("chloe", ANALYST), now=database_now()
        )


def test_without_consent_nobody_is_validated() -> None:
    shop = subscriber(at=VENDOME, pending=True)
    shop.consents.update(withdrawn_at=database_now())

    with pytest.raises(services.SubscriberRefused, match="accord"):
        services.validate(subscriber=shop, by=person("alice", OFFICER), now=database_now())


def test_a_landline_is_refused() -> None:
    with pytest.raises(AddressRefused):
        services.add_contact(subscriber=subscriber(at=VENDOME, phone=None), phone="01 42 76 15 30")
