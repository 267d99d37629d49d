"""A service of others that falls silent is left alone, and found again when it is back."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from zones.outside import FAILURES, OutsideService

PAUSE = 60.0


@pytest.fixture
def service(settings: Any, tmp_path: Path) -> OutsideService:
    settings.VAR_DIR = tmp_path
    return OutsideService("streets", pause=PAUSE)


def fall_silent(service: OutsideService) -> None:
    for _ in range(FAILURES):
        service.failed()


def let_pass(tmp_path: Path, seconds: float) -> None:
    """As if the last failure had been `seconds` ago."""
    file = tmp_path / "run" / "outside" / "streets.failures"
    os.utime(file, (time.time() - seconds,) * 2)


def test_one_failure_is_no_silence(service: OutsideService) -> None:
    service.failed()
    assert service.may_ask()
    assert service.silent_since() is None


def test_failures_in_a_row_are_a_silence_known_to_every_process(service: OutsideService) -> None:
    fall_silent(service)
    other_process = OutsideService("streets", pause=PAUSE)
    assert not other_process.may_ask()
    since = other_process.silent_since()
    assert since is not None
    assert abs(since - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_success_between_two_failures_forgets_the_first(service: OutsideService) -> None:
    for _ in range(FAILURES):
        service.failed()
        service.worked()
    assert service.may_ask()


def test_after_the_pause_one_caller_tries_and_the_others_wait(
    service: OutsideService, tmp_path: Path
) -> None:
    fall_silent(service)
    let_pass(tmp_path, PAUSE + 1)
    assert [service.may_ask(), service.may_ask(), service.may_ask()] == [True, False, False]


def test_a_try_that_fails_keeps_the_hour_at_which_the_silence_began(
    service: OutsideService, tmp_path: Path
) -> None:
    fall_silent(service)
    began = service.silent_since()
    let_pass(tmp_path, PAUSE + 1)
    assert service.may_ask()
    service.failed()
    assert service.silent_since() == began
    assert not service.may_ask()


def test_it_is_asked_again_by_everybody_once_it_works(service: OutsideService, tmp_path: Path) -> None:
    fall_silent(service)
    let_pass(tmp_path, PAUSE + 1)
    assert service.may_ask()
    service.worked()
    assert service.silent_since() is None
    assert service.may_ask()
