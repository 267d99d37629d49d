"""A database that answers as one whose disk is full: PostgreSQL's own error, raised where a test wants it."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from threading import Thread

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


# What PostgreSQL 15 says when it cannot write the cache of its catalogue for who comes in, which is no more
# than that; and what others say.
SHUT_OUT = (
    "could not write init file",
    "could not write init file: No space left on device",
    'could not extend file "base/1/2": Aucun espace disponible sur le périphérique',
)


@contextmanager
def shut_out(sentence: str) -> Iterator[None]:
    """Whoever is connected is cut off, and nobody is let in any more: each is told that sentence."""
    with TemporaryDirectory() as folder:
        door = socketserver.ThreadingUnixStreamServer(f"{folder}/.s.PGSQL.5432", _refuse_with(sentence))
        with door:
            Thread(target=door.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            was = connection.settings_dict
            connection.close()
            connection.settings_dict = was | {"HOST": folder, "PORT": "5432"}
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict = was
                door.shutdown()


def _refuse_with(sentence: str) -> type[socketserver.BaseRequestHandler]:
    """The protocol's ErrorResponse, as a server sends it before a session begins."""
    fields = b"".join(f"{kind}{value}\0".encode() for kind, value in _fatal(sentence)) + b"\0"

    class Door(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            self.request.sendall(b"E" + (len(fields) + 4).to_bytes(4) + fields)

    return Door


def _fatal(sentence: str) -> list[tuple[str, str]]:
    return [("S", "FATAL"), ("V", "FATAL"), ("C", "XX000"), ("M", sentence)]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
