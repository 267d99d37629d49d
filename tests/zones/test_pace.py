"""The public asks as much as it may, whichever process it reaches."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import NOON
from zones.pace import Pace


@pytest.fixture
def pace(settings: Any, tmp_path: Path) -> Pace:
    settings.VAR_DIR = tmp_path
    return Pace("here", most=4, each=2)


def test_one_asker_has_a_share(pace: Pace) -> None:
    assert [pace.take("1", now=NOON) for _ in range(3)] == [True, True, False]
    assert pace.take("12", now=NOON)


def test_all_askers_together_have_a_bound(pace: Pace) -> None:
    assert [pace.take(str(asker), now=NOON) for asker in range(5)] == [True] * 4 + [False]


def test_a_minute_later_it_is_forgotten(pace: Pace) -> None:
    for _ in range(3):
        pace.take("1", now=NOON)
    assert not pace.take("1", now=NOON + timedelta(seconds=59))
    assert pace.take("1", now=NOON + timedelta(seconds=60))


def test_a_clock_put_back_locks_nobody_out(pace: Pace) -> None:
    for asker in range(4):
        pace.take(str(asker), now=NOON)
    assert pace.take("1", now=NOON - timedelta(hours=1))
