"""From end to end: frozen list, engine, a real centre, receipts home; its log is the oracle."""

from collections import Counter
from typing import Any

import pytest

from messaging import sending
from messaging.clock import database_now
from messaging.sms_text import split
from tests.messaging.queue import TEXT, frozen, numbers, states
from tests.messaging.smpp import FIRST, LONG, listening
from tests.smsc import Smsc
from tests.stack import until

pytestmark = [pytest.mark.gateway, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("text", [TEXT, "Leçon " * 30, LONG, "Été à 17h€, [vu] §{}"])
def test_every_part_reaches_every_phone_once_and_the_receipts_come_home(centre: Smsc, text: str) -> None:
    with listening(centre):
        queued = frozen(numbers(12), text=text)

        sending.drain()

        until(lambda: states(queued) == {"DELIVERED": 12}, "all receipts")
    arrived = centre.submits()
    assert Counter(one.number for one in arrived) == dict.fromkeys(numbers(12), len(split(text)))
    for number in numbers(12):
        mine = sorted((one for one in arrived if one.number == number), key=lambda one: one.part)
        assert [one.part for one in mine] == list(range(1, len(split(text)) + 1))
        assert "".join(one.text for one in mine) == text


def test_a_part_says_who_writes_until_when_and_asks_for_its_receipt(centre: Smsc) -> None:
    frozen([FIRST])

    sending.drain()

    (part,) = centre.submits()
    assert (part.sender, part.raw["tons"], part.raw["registered"]) == ("GEOALERT", [5, 1], 1)
    valid = database_now().fromisoformat(part.raw["validUntil"])
    assert 7100 < (valid - database_now()).total_seconds() <= 7201


@pytest.mark.parametrize("refusal", ["ESME_RBINDFAIL", "ESME_RINVPASWD", "ESME_RALYBND"])
def test_a_refused_bind_has_sent_nothing(centre: Smsc, refusal: str) -> None:
    centre.set(refuseBinds=refusal)
    queued = frozen(numbers(3))

    sending.drain()

    assert states(queued) == {"QUEUED": 3}
    assert centre.submits() == []


def test_numbers_of_fiction_never_reach_an_operator(centre: Smsc, settings: Any) -> None:
    settings.SMPP_IS_BENCH = False
    queued = frozen(numbers(2))

    sending.drain()

    assert states(queued) == {"REJECTED": 2}
    assert centre.lines() == []
