"""When demonstration incidents happen: month, weekday and hour by kind, and what is known of it."""

from dataclasses import dataclass

import numpy as np

from geoalert.demo.incident_table import FIRST_HOUR, Rhythm, Window
from geoalert.demo.wall_clock import MINUTES_A_DAY, WallClock

Array = np.ndarray

# People report to the nearest five minutes.
MINUTE_STEP = 5
SAME_WEEKDAY_A_YEAR_EARLIER = 52 * 7 * MINUTES_A_DAY


@dataclass(frozen=True)
class Times:
    """Wall-clock minutes (see WallClock); both the same where the time is known."""

    began: Array
    ended: Array


def days(count: int, rhythm: Rhythm, clock: WallClock, rng: np.random.Generator) -> Array:
    """Days, as indexes into `clock.days`, by month and weekday."""
    weights = np.array(
        [rhythm.months[day.month - 1] * rhythm.weekdays[day.weekday()] for day in clock.days], dtype=float
    )
    return rng.choice(len(weights), size=count, p=weights / weights.sum())


def moments(day: Array, rhythm: Rhythm, clock: WallClock, rng: np.random.Generator) -> Times:
    """Hours for incidents of one kind on these days, and the windows some of them are known by.

    Nothing is later than the clock's last midnight: a night that would be is put a year earlier.
    """
    weights = np.array(rhythm.hours, dtype=float)
    hour = FIRST_HOUR + rng.choice(len(weights), size=len(day), p=weights / weights.sum())
    minute = MINUTE_STEP * rng.integers(0, 60 // MINUTE_STEP, len(day))
    at = day * MINUTES_A_DAY + hour * 60 + minute
    last = len(clock.days) * MINUTES_A_DAY
    at = np.where(at >= last, at - SAME_WEEKDAY_A_YEAR_EARLIER, at)
    vague = rng.random(len(day)) < rhythm.window.share
    began, ended = _around(at, rhythm.window, rng)
    return Times(np.where(vague, began, at), np.where(vague, np.minimum(ended, last), at))


def _around(at: Array, window: Window, rng: np.random.Generator) -> tuple[Array, Array]:
    """From the last closing before `at` to the next opening after it, each at an hour of its own."""
    since, until = (
        MINUTE_STEP * np.rint(rng.uniform(*hours, len(at)) * 60 / MINUTE_STEP).astype(int)
        for hours in (window.since, window.until)
    )
    return at - (at - since) % MINUTES_A_DAY, at + (until - at) % MINUTES_A_DAY
