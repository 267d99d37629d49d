"""Where the recipients are: the map and the table say the same, and nothing of elsewhere."""

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import OFFICER, SUPERVISOR
from alerts import reached as module
from alerts.models import Alert
from alerts.reached import Reached, reached
from messaging.models import Delivery, Sending
from subscribers.models import Subscriber
from tests.alerts.making import circle, draft, leave
from tests.factories import fresh_number, person, subscriber
from tests.places import CRETEIL, PANTHEON, REPUBLIQUE, VENDOME
from zones.lambert import to_metres

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


@pytest.fixture
def eve(alice: User) -> User:
    return person("eve", SUPERVISOR, sectors=("*",))


def sent(by: User, **changes: Any) -> Sending:
    shapes = [circle(VENDOME), circle(CRETEIL)]
    alert = leave(draft(by, VENDOME, shapes=shapes, **changes), by=by)
    assert alert.sending is not None
    return alert.sending


def put(shop: Subscriber, state: str) -> None:
    Delivery.objects.filter(origin=shop.pk).update(state=state)


def dots(found: Reached) -> int:
    return sum(path.count("h0") for path in found.dots.values())


def test_each_recipient_is_one_dot_and_one_in_the_table(eve: User) -> None:
    here, there, other = subscriber(at=VENDOME), subscriber(at=CRETEIL), subscriber(at=VENDOME)
    sending = sent(eve)
    put(here, "DELIVERED")
    put(there, "REJECTED")
    put(other, "SENT")

    found = reached(sending, by=eve)

    assert {column: path.count("h0") for column, path in found.dots.items()} == {
        "delivered": 1,
        "failed": 1,
        "accepted": 1,
    }
    assert [(row.short_commune, row.sector, row.total) for row in found.rows] == [
        ("Paris 1er", "Paris Centre", 2),
        ("Créteil", "Créteil", 1),
    ]
    assert found.rows[0].counts["accepted"] == 1
    assert found.elsewhere == 0


def test_communes_come_in_the_order_of_their_codes(eve: User) -> None:
    for place in (CRETEIL, REPUBLIQUE, PANTHEON):
        subscriber(at=place)
    alert = draft(eve, VENDOME, shapes=[circle(place) for place in (CRETEIL, REPUBLIQUE, PANTHEON)])
    sending = leave(alert, by=eve).sending
    assert sending is not None

    rows = reached(sending, by=eve).rows

    assert [row.short_commune for row in rows] == ["Paris 5e", "Paris 10e", "Créteil"]


def test_a_dot_lies_where_the_shop_is(eve: User) -> None:
    shop = subscriber(at=VENDOME)
    place = to_metres(shop.location)

    found = reached(sent(eve), by=eve)

    assert found.dots["waiting"] == f"M{round(place.x)} {-round(place.y)}h0"


def test_shops_outside_ones_territory_are_counted_and_never_placed(alice: User, eve: User) -> None:
    subscriber(at=VENDOME)
    for _ in range(2):
        subscriber(at=CRETEIL)

    found = reached(sent(eve), by=alice)

    assert (dots(found), found.elsewhere) == (1, 2)
    assert [row.short_commune for row in found.rows] == ["Paris 1er"]


def test_without_a_territory_nobody_is_placed(eve: User) -> None:
    subscriber(at=VENDOME)
    sending = sent(eve)

    found = reached(sending, by=person("zoe", OFFICER))

    assert (dots(found), found.rows, found.elsewhere) == (0, [], 1)


def test_a_shop_that_is_gone_is_still_counted(eve: User) -> None:
    shop = subscriber(at=VENDOME)
    sending = sent(eve)
    shop.delete()

    assert reached(sending, by=eve).elsewhere == 1


def test_two_shops_with_one_phone_are_one_recipient(eve: User) -> None:
    shared = fresh_number()
    for _ in range(2):
        subscriber(at=VENDOME, phone=shared)

    assert dots(reached(sent(eve), by=eve)) == 1


def test_a_long_list_is_thinned_on_the_map_and_whole_in_the_table(
    eve: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DOTS", 4)
    for _ in range(10):
        subscriber(at=VENDOME)

    found = reached(sent(eve), by=eve)

    assert found.one_in == 3
    assert 3 <= dots(found) <= 4
    assert [row.total for row in found.rows] == [10]
    assert Alert.objects.count() == 1
