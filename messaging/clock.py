"""One clock for everybody: the database's. Doors read it once and pass `now` down."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection


def database_now() -> datetime:
    """The database's `clock_timestamp()`, in UTC, shifted by NOW_OFFSET_SECONDS in tests and demos."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now + timedelta(seconds=settings.NOW_OFFSET_SECONDS)


class Clock:
    """`database_now` for who needs it again and again: asked once in KEPT_SECONDS, and run on in between.

    Never ahead of it, where a process stands still between question and answer either: nobody is given up as
    too late who is not. Behind it by the way of one answer.
    """

    KEPT_SECONDS = 0.25

    def __init__(self) -> None:
        self._said, self._heard_at = database_now(), time.monotonic()

    def now(self) -> datetime:
        if time.monotonic() - self._heard_at > self.KEPT_SECONDS:
            self._said, self._heard_at = database_now(), time.monotonic()
        return self._said + timedelta(seconds=time.monotonic() - self._heard_at)
