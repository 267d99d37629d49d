"""Which channel is loaded, and Kannel with the engine; tests/messaging/contract holds every channel."""

from collections import Counter
from datetime import timedelta

import pytest

from messaging import sending
from messaging.clock import database_now
from messaging.sms_text import split
from tests.faults import manners
from tests.faults.proxy import FaultProxy
from tests.messaging.queue import TEXT, frozen, numbers, states
from tests.stack import Bench, until


@pytest.fixture
def kannel(kannel_bench: Bench, settings: pytest.FixtureRequest, receiver: str) -> Bench:
    settings.SMS_CHANNEL = "kannel"
    settings.KANNEL_IS_BENCH = True
    settings.KANNEL_SENDSMS_URL = kannel_bench.environment["KANNEL_SENDSMS_URL"]
    settings.KANNEL_PASSWORD = kannel_bench.environment["KANNEL_PASSWORD"]
    return kannel_bench


@pytest.mark.gateway
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", [TEXT, "Leçon " * 30, "a" * 400, "Été à 17h€, [vu]"])
def test_kannel_brings_every_part_to_every_phone_once_and_the_receipts_home(kannel: Bench, text: str) -> None:
    before = len(kannel.parts())
    queued = frozen(numbers(12), text=text)

    sending.drain()

    until(lambda: states(queued) == {"DELIVERED": 12}, "all receipts")
    arrived = kannel.parts()[before:]
    expected = len(split(text))
    assert Counter(part.number for part in arrived) == dict.fromkeys(numbers(12), expected)
    for number in numbers(12):
        mine = sorted((part for part in arrived if part.number == number), key=lambda part: part.part)
        assert "".join(part.text for part in mine) == text


@pytest.mark.gateway
@pytest.mark.django_db(transaction=True)
def test_the_phone_log_tells_when_a_text_came_wherever_the_machine_lives(kannel: Bench) -> None:
    before, started = len(kannel.parts()), database_now()
    frozen(numbers(1))

    sending.drain()

    until(lambda: len(kannel.parts()) > before, "the phone")
    # To the second: its log has no less.
    assert started - timedelta(seconds=1) < kannel.parts()[before].came_at <= database_now()


@pytest.mark.gateway
@pytest.mark.django_db(transaction=True)
def test_a_wrong_password_is_no_failure_for_good(kannel: Bench, settings: pytest.FixtureRequest) -> None:
    settings.KANNEL_PASSWORD = "wrong"
    queued = frozen(numbers(2))

    sending.drain()

    assert states(queued) == {"QUEUED": 2}


@pytest.mark.django_db(transaction=True)
def test_a_line_cut_before_the_answer_is_unknown_and_nothing_is_said_twice(
    settings: pytest.FixtureRequest,
) -> None:
    """The library repeats a GET by itself when the line breaks: the gateway would send a second SMS."""
    settings.SMS_CHANNEL, settings.KANNEL_IS_BENCH = "kannel", True
    queued = frozen(numbers(5))
    gateway = FaultProxy(target=9)
    gateway.behave(manners.cut)
    gateway.start()
    settings.KANNEL_SENDSMS_URL = f"http://127.0.0.1:{gateway.port}/cgi-bin/sendsms"

    sending.drain()

    gateway.stop()
    assert gateway.connections == 5
    assert states(queued) == {"UNKNOWN": 5}
