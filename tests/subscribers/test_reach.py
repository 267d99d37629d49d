"""Who would be reached, and why not."""

from datetime import UTC, datetime, time

import pytest

from messaging.clock import database_now
from subscribers import services, stopping
from subscribers.models import Contact, Subscriber
from subscribers.querysets import Reach
from tests.factories import fresh_number, subscriber
from tests.places import OPERA, VENDOME

pytestmark = pytest.mark.django_db
NIGHT = (time(22), time(7))


def reach(which: Subscriber, now: datetime | None = None) -> str:
    return Subscriber.objects.with_reach(now or database_now()).get(pk=which.pk).reach


def test_a_validated_shop_with_a_number_is_reachable() -> None:
    assert reach(subscriber(at=VENDOME)) == Reach.REACHABLE


def test_a_shop_that_nobody_validated_is_not() -> None:
    assert reach(subscriber(at=VENDOME, pending=True)) == Reach.NOT_VALIDATED


def test_a_shop_that_stopped_is_not() -> None:
    assert reach(subscriber(at=VENDOME, stopped=True)) == Reach.STOPPED


def test_a_shop_without_a_number_is_not() -> None:
    assert reach(subscriber(at=VENDOME, phone=None)) == Reach.NO_CONTACT


def test_who_shares_a_number_with_somebody_who_stopped_is_not_called() -> None:
    shared = fresh_number()
    subscriber(at=VENDOME, phone=shared, stopped=True)

    other = subscriber(at=OPERA, phone=shared)

    assert reach(other) == Reach.SUPPRESSED


@pytest.mark.parametrize(
    ("hour_utc", "expected"),
    [(20, Reach.REACHABLE), (21, Reach.QUIET), (2, Reach.QUIET), (5, Reach.QUIET), (6, Reach.REACHABLE)],
)
def test_quiet_hours_are_paris_hours_and_cross_midnight(hour_utc: int, expected: str) -> None:
    """In November Paris is one hour ahead of UTC: quiet from 22 to 7 is 21 to 6."""
    shop = subscriber(at=VENDOME, quiet=NIGHT)

    assert reach(shop, datetime(2026, 11, 24, hour_utc, 0, tzinfo=UTC)) == expected


def test_quiet_hours_follow_summer_time() -> None:
    shop = subscriber(at=VENDOME, quiet=NIGHT)

    assert reach(shop, datetime(2026, 7, 1, 20, 30, tzinfo=UTC)) == Reach.QUIET


def test_a_second_number_that_is_awake_makes_the_shop_reachable() -> None:
    shop = subscriber(at=VENDOME, quiet=NIGHT)
    services.add_contact(subscriber=shop, phone=fresh_number())

    assert reach(shop, datetime(2026, 11, 24, 23, 0, tzinfo=UTC)) == Reach.REACHABLE


def test_of_a_closed_number_and_a_sleeping_one_the_sleeping_one_speaks() -> None:
    shared = fresh_number()
    shop = subscriber(at=VENDOME, phone=shared, quiet=NIGHT)
    services.add_contact(subscriber=shop, phone=fresh_number())
    Contact.objects.filter(subscriber=shop).update(quiet_from=NIGHT[0], quiet_until=NIGHT[1])
    subscriber(at=OPERA, phone=shared, stopped=True)

    assert reach(shop, datetime(2026, 11, 24, 23, 0, tzinfo=UTC)) == Reach.QUIET
    assert reach(shop, datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) == Reach.REACHABLE


def test_coming_back_opens_the_number_but_needs_a_new_validation() -> None:
    shop = subscriber(at=VENDOME, stopped=True)

    stopping.start_address(address_hash=bytes(shop.contacts.get().address_hash), now=database_now())
    shop.refresh_from_db()

    assert reach(shop) == Reach.NOT_VALIDATED
    assert shop.consents.filter(withdrawn_at__isnull=True).count() == 1


def test_the_freeze_is_given_exactly_the_reachable() -> None:
    reachable = subscriber(at=VENDOME)
    for trait in ({"pending": True}, {"stopped": True}, {"phone": None}):
        subscriber(at=VENDOME, **trait)  # type: ignore[arg-type]

    rows = Contact.objects.recipients_for(Subscriber.objects.all(), database_now())

    assert [row["origin"] for row in rows] == [reachable.pk]
