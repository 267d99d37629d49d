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
    """`database_now` for who needs it again and again: asked once in `kept` seconds, and run on in between.

    Never ahead of it, where a process stands still between question and answer either: nobody is given up as
    too late who is not. Behind it by the way of one answer, and asked again at once where that was long.
    """

    def __init__(self, *, kept: float) -> None:
        self._kept = kept
        self._ask()

    def now(self) -> datetime:
        if time.monotonic() - self._asked_at > self._kept:
            self._ask()
        return self._said + timedelta(seconds=time.monotonic() - self._heard_at)

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        self._said = database_now()
        self._heard_at = time.monotonic()
