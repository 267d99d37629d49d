"""Questions asked in threads of their own: few at once, few in line, and few who wait for an answer.

Whoever finds the line or the chairs taken goes without: the threads of the web server stay free for pages.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

# Under way and in line, for each thread: none begins later than its turn lasts (web/tiles/manners.py).
IN_LINE = 2


class Question:
    """Work in a thread; `notes_failure` is true for one caller only, so that one failure counts once."""

    def __init__(self, work: Callable[["Question"], None]) -> None:
        self.done: Future[None]
        self._work = work
        self._began: float | None = None
        self._failure = Lock()

    def __call__(self) -> None:
        self._began = time.monotonic()
        self._work(self)

    def seconds(self) -> float:
        """How long it has been asked; 0 while it only stands in line."""
        return 0.0 if self._began is None else time.monotonic() - self._began

    def notes_failure(self) -> bool:
        return self._failure.acquire(blocking=False)


class Desk:
    """`at_once` threads, twice as many questions, and `at_once` chairs for those who wait."""

    def __init__(self, name: str, at_once: int) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._line = BoundedSemaphore(IN_LINE * at_once)
        self._chairs = BoundedSemaphore(at_once)

    def stand_in_line(self) -> bool:
        """True when there is a place; then `ask`, or `step_aside`."""
        return self._line.acquire(blocking=False)

    def step_aside(self) -> None:
        self._line.release()

    def ask(self, work: Callable[[Question], None]) -> Question:
        question = Question(work)
        question.done = self._threads.submit(question)
        question.done.add_done_callback(lambda _: self._line.release())
        return question

    @contextmanager
    def chair(self) -> Iterator[bool]:
        """Whether there is one to wait on."""
        seated = self._chairs.acquire(blocking=False)
        try:
            yield seated
        finally:
            if seated:
                self._chairs.release()
