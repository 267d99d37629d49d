"""One clock for everybody: the database's. Doors read it once and pass `now` down."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection


def database_now() -> datetime:
    """The database's `clock_timestamp()`, in UTC, shifted by NOW_OFFSET_SECONDS in tests and demos."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now + timedelta(seconds=settings.NOW_OFFSET_SECONDS)
