"""Whether the database's disk takes rows. PostgreSQL says so only by refusing one: that is remembered.

Remembered in a file, as heartbeats are: a row is what cannot be written then. Whoever would hand texts over
asks first, so that nothing leaves whose outcome could not be written down afterwards.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg2.errors import DiskFull

SENTENCE = (
    "Le disque de la base de données est plein : rien ne s’enregistre et rien ne part. "
    "Prévenez l’administrateur ; ce qui attend partira dès qu’il y aura de nouveau de la place."
)
# A trial as large as a few groups, so that a page that happens to be half empty says nothing; where the
# tables are, whatever the server does with other temporary tables.
_TRIAL = """
SET LOCAL temp_tablespaces = '';
CREATE TEMPORARY TABLE room_trial ON COMMIT DROP AS
SELECT repeat('x', 1900) AS filling FROM generate_series(1, 500)
"""
# Who is not let in gets PostgreSQL's sentence without its code. Version 15 does not say why it could not
# write the cache of its catalogue that a new connection needs; the system's words are in the language of
# the server (lc_messages).
_NOT_LET_IN = re.compile(
    r"could not write init file$|No space left on device|Aucun espace disponible sur le p", re.MULTILINE
)


class NoRoom(Exception):
    """The database's disk is full; the message says so in French."""

    def __init__(self) -> None:
        super().__init__(SENTENCE)


def refusal_file() -> Path:
    return Path(settings.VAR_DIR) / "run" / "database.full"


def noticed(error: BaseException | None) -> bool:
    """Whether that error, or what caused it, is PostgreSQL's "no space left"; remembered if it is."""
    while error is not None and not _says_full(error):
        error = error.__cause__
    if error is None:
        return False
    # Our own files may lie on the same disk.
    with suppress(OSError):
        _remember(refusal_file())
    return True


def _says_full(error: BaseException) -> bool:
    if isinstance(error, DiskFull):
        return True
    not_let_in = isinstance(error, psycopg2.OperationalError) and error.pgcode is None
    return not_let_in and _NOT_LET_IN.search(str(error)) is not None


def _remember(file: Path) -> None:
    """The first of a series says since when."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


@contextmanager
def refusals() -> Iterator[None]:
    """Remember a refusal for want of room, and raise NoRoom in its place. Goes around transactions."""
    try:
        yield
    except OperationalError as error:
        if noticed(error):
            raise NoRoom from error
        raise


@contextmanager
def demanded() -> Iterator[None]:
    """The same, and raises NoRoom at once for as long as the last refusal holds."""
    if is_full():
        raise NoRoom
    with refusals():
        yield


def full_since() -> datetime | None:
    """When a row was refused first; None: none was, or there has been room since."""
    try:
        return datetime.fromtimestamp(refusal_file().stat().st_mtime, UTC)
    except OSError:
        return None


def is_full() -> bool:
    """Whether rows are refused still: once one was, a trial that must find room on the disk decides.

    Who is not let in for want of room has tried, too; a database that is away for another reason raises.
    """
    if full_since() is None:
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TRIAL)
    except OperationalError as error:
        if noticed(error):
            return True
        raise
    refusal_file().unlink(missing_ok=True)
    return False
