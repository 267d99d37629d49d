"""What phones write over SMPP, whole or in parts."""

from datetime import timedelta

import pytest

from messaging import addresses
from messaging.clock import database_now
from messaging.inbound_parts import MISSING, WAIT
from messaging.models import InboundMessage, InboundPart, Suppression
from messaging.smpp.delivered import Reply
from subscribers import replies
from tests.factories import fresh_number

pytestmark = pytest.mark.django_db


def part(number: str, place: int, text: str, *, series: str = "8:7:3") -> Reply:
    return Reply(number, text, series, place, 3)


def texts() -> list[str]:
    return list(InboundMessage.objects.order_by("pk").values_list("text", flat=True))


def test_a_stop_is_done_when_it_is_kept() -> None:
    number = fresh_number()

    replies.take(Reply(number, "STOP"), now=database_now())

    assert bytes(Suppression.objects.get().address_hash) == addresses.fingerprint(number)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 2, 3, 1)])
def test_parts_are_one_text_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    number, words = fresh_number(), {1: "Je ne veux ", 2: "plus rien, ", 3: "STOP"}

    for place in order:
        replies.take(part(number, place, words[place]), now=database_now())

    assert texts() == ["Je ne veux plus rien, STOP"]
    assert Suppression.objects.count() == 1
    assert not InboundPart.objects.exists()


def test_two_phones_and_two_texts_of_one_phone_stay_apart() -> None:
    one, other = fresh_number(), fresh_number()
    for place in (1, 2, 3):
        replies.take(part(one, place, f"a{place}"), now=database_now())
        replies.take(part(other, place, f"b{place}"), now=database_now())
        replies.take(part(one, place, f"c{place}", series="8:8:3"), now=database_now())

    assert sorted(texts()) == ["a1a2a3", "b1b2b3", "c1c2c3"]


def test_a_text_whose_part_never_comes_is_read_without_it() -> None:
    number, now = fresh_number(), database_now()
    replies.take(part(number, 1, "Arrêtez cet homme,"), now=now)
    replies.take(part(number, 3, "rue de la Paix"), now=now)

    assert replies.take_late(now=now + WAIT - timedelta(seconds=1)) == 0
    assert replies.take_late(now=now + WAIT + timedelta(seconds=1)) == 1

    assert texts() == [f"Arrêtez cet homme, {MISSING} rue de la Paix"]
    assert not InboundPart.objects.exists()


@pytest.mark.parametrize("number", ["38080", "GEOALERT", "", "+33142761530"])
def test_what_is_no_mobile_is_not_kept_nor_logged(number: str, caplog: pytest.LogCaptureFixture) -> None:
    for place in (1, 2, 3):
        replies.take(part(number, place, "STOP"), now=database_now())
    replies.take(Reply(number, "STOP"), now=database_now())

    assert not InboundMessage.objects.exists()
    assert not InboundPart.objects.exists()
    assert not number or number not in caplog.text
