"""A database that answers as one whose disk is full: PostgreSQL's own error, raised where a test wants it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_FULL = """
CREATE FUNCTION {name}() RETURNS {kind} LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$
"""
_TABLE = "CREATE TRIGGER full_table BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION full_table()"
_TRIAL = """
CREATE EVENT TRIGGER full_disk ON ddl_command_start WHEN TAG IN ('CREATE TABLE AS')
EXECUTE FUNCTION full_disk()
"""


@contextmanager
def full(table: str) -> Iterator[None]:
    """Nothing can be inserted into that table, whoever tries, for as long as the block lasts."""
    _run(_FULL.format(name="full_table", kind="trigger"), _TABLE.format(table=table))
    try:
        yield
    finally:
        _run("DROP FUNCTION full_table CASCADE")


@contextmanager
def no_room_for_a_trial() -> Iterator[None]:
    """Nor does a trial find room."""
    _run(_FULL.format(name="full_disk", kind="event_trigger"), _TRIAL)
    try:
        yield
    finally:
        _run("DROP EVENT TRIGGER full_disk; DROP FUNCTION full_disk")


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
