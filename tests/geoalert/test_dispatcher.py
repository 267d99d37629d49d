"""A sweep: every step has its turn, whatever becomes of the others and however much there is to send."""

import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from geoalert.management.commands import dispatcher
from messaging import receipts
from messaging.clock import database_now
from messaging.models import Chunk, Receipt
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.SMS_CHANNEL = "outbox"


def strange(number: int) -> receipts.Callback:
    return receipts.Callback(gateway="kannel", state="DELIVERED", delivery_id=2**60 + number)


@pytest.mark.parametrize("name", ["settle", "close", "purge"])
def test_a_step_that_fails_keeps_no_other_from_its_turn(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    queued = frozen(numbers(3))
    long_ago = database_now() - receipts.EARLY_FOR - timedelta(minutes=1)
    receipts.record_all([strange(1)], now=long_ago)

    def fail() -> None:
        raise ValueError(name)

    monkeypatch.setitem(dispatcher.STEPS, name, fail)
    call_command("dispatcher", "--once")

    assert states(queued) == {"DELIVERED": 3}
    assert Receipt.objects.filter(delivery=None).count() == 0


def test_receipts_of_nobody_go_after_a_day_and_young_ones_may_still_be_understood() -> None:
    now = database_now()
    receipts.record_all([strange(1)], now=now - receipts.EARLY_FOR - timedelta(minutes=1))
    receipts.record_all([strange(2)], now=now - receipts.EARLY_FOR + timedelta(minutes=1))

    call_command("dispatcher", "--once")

    assert Receipt.objects.get().received_at > now - receipts.EARLY_FOR


def test_a_large_sending_takes_no_more_than_the_time_of_a_sweep(settings: Any) -> None:
    settings.CHUNK_SIZE = settings.SUBMIT_GROUP_SIZE = 1
    settings.SWEEP_SECONDS = 0
    large = frozen(numbers(200))

    call_command("dispatcher", "--once")

    assert Chunk.objects.filter(sending=large, state="WAITING").count() > 0
    command = dispatcher.Command()
    command._look()
    assert command.pause < 0.1


def test_a_single_sweep_leaves_the_signals_of_whoever_called_it() -> None:
    numbers_of = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers_of]

    call_command("dispatcher", "--once")

    assert [signal.getsignal(number) for number in numbers_of] == before
