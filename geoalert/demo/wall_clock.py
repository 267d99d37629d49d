"""Wall clocks of Paris for many instants at once, summer time included."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from zones.french import PARIS

MINUTES_A_DAY = 24 * 60
BEFORE, AFTER = 2, 2

Array = np.ndarray


class WallClock:
    """Counts minutes on the wall clock of Paris from the midnight that begins `first_day`.

    Good for `days` days and two on either side. In spring an hour that no clock shows is read as the
    one after it; in autumn an hour shown twice is the first.
    """

    def __init__(self, first_day: date, days: int) -> None:
        midnight = datetime(first_day.year, first_day.month, first_day.day)  # noqa: DTZ001  a wall clock
        hours = [midnight + timedelta(hours=hour) for hour in range(-24 * BEFORE, 24 * (days + AFTER))]
        self._hours = np.array([_utc(hour) for hour in hours], dtype="datetime64[m]")
        self.days = [first_day + timedelta(days=day) for day in range(days)]

    def utc(self, minutes: Array) -> Array:
        """Instants (datetime64[m], UTC) of whole minutes on the wall clock."""
        shifted = minutes + BEFORE * MINUTES_A_DAY
        return self._hours[shifted // 60] + (shifted % 60).astype("timedelta64[m]")


def _utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=PARIS).astimezone(UTC).replace(tzinfo=None)
