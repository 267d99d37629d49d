"""Each condition holds when it should, for as long as it should, and for nothing else."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from messaging import alarms, heartbeats, leasing, sending, standstill, steering
from messaging.clock import database_now
from messaging.models import Chunk, Gateway, Sending, Standstill
from tests.messaging.queue import frozen, numbers

pytestmark = pytest.mark.django_db

LATER = timedelta(seconds=51)


@pytest.fixture(autouse=True)
def _everybody_lives(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    for name in heartbeats.WATCHED:
        heartbeats.beat(name)


def raised(*, now: datetime | None = None) -> list[tuple[str, str]]:
    found = alarms.raised(now=now or database_now())
    return [(alarm.condition, alarm.subject) for alarm in found]


def test_while_all_is_well_no_alarm_is_raised() -> None:
    frozen(numbers(3))
    sending.drain()

    assert raised(now=database_now() + LATER) == []


def test_a_chunk_that_nobody_takes_is_an_alarm_within_a_minute(settings: Any) -> None:
    frozen(numbers(3))
    frozen(numbers(2))

    assert settings.SWEEP_SECONDS + settings.LEASE_SECONDS + alarms.MARGIN_SECONDS < 60 - 5
    assert raised(now=database_now() + timedelta(seconds=45)) == []
    assert raised(now=database_now() + LATER) == [("stuck", "alert-sms")]


def test_what_is_paused_or_may_still_be_taken_back_is_not_stuck() -> None:
    now = database_now()
    steering.pause(sending=frozen(numbers(3)))
    frozen(numbers(3), not_before=now + timedelta(minutes=2))

    assert raised(now=now + LATER) == []


def test_a_large_sending_of_which_something_leaves_is_not_stuck(settings: Any) -> None:
    """Its last chunks wait for hours at the rate of a contract: what counts is that something leaves."""
    settings.CHUNK_SIZE = 5
    large = frozen(numbers(10))
    taken = []

    sending.drain(should_stop=lambda: len(taken) > 1 or taken.append(1) is not None)
    Chunk.objects.filter(sending=large).update(not_before=database_now() - timedelta(hours=1))

    assert Chunk.objects.filter(sending=large, state="WAITING").exists()
    assert raised() == []
    assert raised(now=database_now() + LATER) == [("stuck", "alert-sms")]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("réglage refusé : expéditeur", "elle refuse ou ne répond pas (réglage refusé : expéditeur)"),
        ("", "elle refuse ou ne répond pas, les envois attendent"),
    ],
)
def test_whoever_is_told_of_an_open_breaker_is_told_why(reason: str, said: str) -> None:
    now = database_now()
    Gateway.objects.create(name="outbox", refilled_at=now, opened_at=now, probe_at=now, reason=reason)

    (alarm,) = alarms.raised(now=now)

    assert alarm.meaning.startswith(said)


def test_an_open_breaker_is_one_alarm_and_what_waits_behind_it_is_no_second(settings: Any) -> None:
    settings.SMS_CHANNEL = "outbox"
    frozen(numbers(3))
    now = database_now()
    Gateway.objects.create(
        name="outbox", refilled_at=now, opened_at=now, probe_at=now + timedelta(hours=1), refusals=20
    )

    assert raised(now=now + LATER) == [("breaker", "outbox")]


def test_a_lease_that_lapsed_and_that_nobody_took_over_is_an_alarm(settings: Any) -> None:
    settings.LEASE_SECONDS = -30
    queued = frozen(numbers(3))
    lease = leasing.take(now=database_now())

    assert lease is not None
    assert raised() == [("lapsed", "chunks")]
    Sending.objects.filter(pk=queued.pk).update(state="PAUSED")
    assert raised() == []


def test_a_sending_that_no_gateway_carries_is_an_alarm(settings: Any) -> None:
    settings.SMS_CHANNEL = settings.SMS_FALLBACK_CHANNEL = ""
    frozen(numbers(3))

    assert raised(now=database_now() + LATER) == [("without_gateway", "LIVE/SMS")]


@pytest.mark.parametrize("name", heartbeats.WATCHED)
def test_a_process_that_says_nothing_for_ten_seconds_is_an_alarm(settings: Any, name: str) -> None:
    settings.SMS_FALLBACK_CHANNEL = "smpp"
    file = heartbeats.file_of(name)
    os.utime(file, (time.time() - 5, time.time() - 5))
    assert raised() == []

    os.utime(file, (time.time() - 11, time.time() - 11))
    assert raised() == [("silent", name)]

    file.unlink()
    assert raised() == [("silent", name)]


def test_what_a_restored_base_holds_back_on_purpose_is_not_stuck() -> None:
    frozen(numbers(3))
    now = database_now()
    Standstill.objects.create(began_at=now, snapshot_at=now)
    standstill.settle(now=now)
    frozen(numbers(3))

    assert raised(now=database_now() + LATER) == []

    standstill.release(now=database_now())
    assert raised(now=database_now() + LATER) == [("stuck", "alert-sms")]


def test_the_operators_line_is_waited_for_only_where_there_is_one() -> None:
    heartbeats.file_of("receiver").unlink()

    assert raised() == []
