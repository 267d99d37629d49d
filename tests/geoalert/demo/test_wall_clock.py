"""Wall clocks of Paris follow summer time."""

from datetime import date

import numpy as np
import pytest

from geoalert.demo.wall_clock import MINUTES_A_DAY, WallClock

CLOCK = WallClock(date(2026, 3, 28), 220)
"""The night of Sunday 29 March 2026 is an hour short, that of Sunday 25 October an hour long."""
SPRING, AUTUMN = 1, 211


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (0, 12, "2026-03-28T11:00"),
        (SPRING, 12, "2026-03-29T10:00"),
        (SPRING, 2.5, "2026-03-29T01:30"),
        (AUTUMN, 2.5, "2026-10-25T00:30"),
        (AUTUMN, 12, "2026-10-25T11:00"),
        (-1, 12, "2026-03-27T11:00"),
    ],
)
def test_an_hour_on_the_wall_is_an_instant(day: int, hour: float, expected: str) -> None:
    minutes = np.array([day * MINUTES_A_DAY + int(hour * 60)])

    assert CLOCK.utc(minutes).tolist() == np.array([expected], dtype="datetime64[m]").tolist()
