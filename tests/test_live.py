"""The door of the live server: who is inside is waited for, who comes late reads nothing."""

import threading
from collections.abc import Generator, Iterator
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from tests.live import Door


class Slow:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.asked = threading.Semaphore(0)
        self.may_answer = threading.Event()
        self.is_closed = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> "Slow":
        return self

    def __iter__(self) -> Iterator[bytes]:
        self.asked.release()
        assert self.may_answer.wait(10)
        yield b"answer"

    def close(self) -> None:
        self.is_closed = True


class TestDoor:
    @pytest.fixture(autouse=True)
    def _a_door_with_one_inside(self) -> Iterator[None]:
        self.application = Slow()
        self.door = Door(self.application)
        self.statuses: list[str] = []
        inside = threading.Thread(target=self.ask)
        inside.start()
        assert self.application.asked.acquire(timeout=10)
        yield
        self.application.may_answer.set()
        inside.join(10)

    def knock(self) -> Generator[bytes]:
        return self.door({}, lambda status, _headers: self.statuses.append(status))

    def ask(self) -> bytes:
        return b"".join(self.knock())

    def test_shut_waits_for_who_is_inside(self) -> None:
        with pytest.raises(AssertionError, match="1 requests"):
            self.door.shut(patience=0.01)
        self.application.may_answer.set()
        self.door.shut(patience=10)
        assert self.application.is_closed

    def test_who_comes_to_a_shut_door_is_turned_away(self) -> None:
        with pytest.raises(AssertionError, match="1 requests"):
            self.door.shut(patience=0.01)
        assert self.ask() == b""
        assert self.statuses == ["503 Service Unavailable"]
        assert not self.application.asked.acquire(blocking=False)

    def test_it_opens_again(self) -> None:
        self.application.may_answer.set()
        self.door.shut(patience=10)
        self.door.open()
        assert self.ask() == b"answer"

    def test_who_hangs_up_is_out(self) -> None:
        self.application.may_answer.set()
        self.door.shut(patience=10)
        self.door.open()
        answer = self.knock()
        assert next(answer) == b"answer"
        answer.close()
        assert self.application.is_closed
        self.door.shut(patience=0.01)
