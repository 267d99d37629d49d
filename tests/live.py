"""The live server's door: nobody is inside while a test's tables are emptied.

A browser that closes a page does not wait for its answers, and the server goes on to write them. A
request that reads two tables and the TRUNCATE between two tests then wait for each other, and
PostgreSQL ends one of them: one run in some thousand.
"""

import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from pytest_django.live_server_helper import LiveServer

# Longer than any answer takes on busy cores.
PATIENCE = 60.0


class Door:
    """A WSGI application before another: shut, it turns away with 503 before anything is read."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._moved = threading.Condition()
        self._is_open = True
        self._inside = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Generator[bytes]:
        with self._moved:
            enters = self._is_open
            self._inside += enters
        if not enters:
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return
        try:
            with closing(self._application(environ, start_response)) as answer:
                yield from answer
        finally:
            with self._moved:
                self._inside -= 1
                self._moved.notify_all()

    def open(self) -> None:
        with self._moved:
            self._is_open = True

    def shut(self, patience: float = PATIENCE) -> None:
        """Let nobody in any more, and wait until the last one is out."""
        with self._moved:
            self._is_open = False
            empty = self._moved.wait_for(lambda: self._inside == 0, patience)
            assert empty, f"{self._inside} requests of the live server are not answered in {patience} s"


@pytest.fixture(scope="session")
def door(live_server: LiveServer) -> Door:
    """The way into the live server, of every test that asks it anything."""
    server = live_server.thread.httpd
    door = Door(server.get_app())
    server.set_app(door)
    return door


@pytest.fixture(autouse=True)
def _nobody_reads_what_is_emptied(
    request: pytest.FixtureRequest, ends_its_threads: None, settings: Any
) -> Iterator[None]:
    """Open for the length of a test: its pages are closed before, its settings and tables go after.

    Who asks for `settings` is torn down before them, and so before they are what they were again.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    door: Door = request.getfixturevalue("door")
    door.open()
    yield
    door.shut()
