"""HTTP towards a gateway: kept lines, bounded in time and memory, and never a request twice.

What it raises says the only thing that matters: whether the gateway can have seen the message.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar

import aiohttp
from django.conf import settings
from yarl import URL

T = TypeVar("T")

LONGEST_ANSWER = 64_000
# What the library raises before it writes a byte: nobody listens, or the address is none that it can call.
NOT_GIVEN = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


# When the calls of a group may begin at the latest, by the clock of the line's loop.
_last_start: ContextVar[float] = ContextVar("last_start")


class NotGiven(Exception):
    """Not a byte of the request left: nobody listens there, it is no address, or its turn never came."""


class NoAnswer(Exception):
    """The request left, and nothing that can be read came back."""


@dataclass(frozen=True)
class Answer:
    """What a gateway said; a body that is longer than any real one is cut."""

    status: int
    body: bytes


class Line:
    """One session with keep-alive, in a thread of its own; `close` may be called again.

    Groups of calls may be under way together: the next one keeps the connections busy while the last answers
    of the one before are awaited. Each ends within twice `seconds` (GATEWAY_TIMEOUT_SECONDS): none of its
    calls begins later than one time-out after it, none lasts longer than one. Once a call was met with
    silence, those that wait for their turn are not made: the unknowns are the calls in flight, not all.
    """

    def __init__(self, *, seconds: float | None = None) -> None:
        self._seconds = seconds or settings.GATEWAY_TIMEOUT_SECONDS
        self._session: aiohttp.ClientSession | None = None
        self._turns = asyncio.Semaphore(settings.GATEWAY_CONCURRENCY)
        self._groups = 0
        self._silent = False
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._thread.start()

    def begin(self, group: Coroutine[Any, Any, T]) -> Future[T]:
        """Run what makes a group of calls on this line; what it returns is there once all are answered."""
        return asyncio.run_coroutine_threadsafe(self._run(group), self._loop)

    def run(self, group: Coroutine[Any, Any, T]) -> T:
        """The same, to its end."""
        return self.begin(group).result()

    def close(self) -> None:
        """What is still under way is given up."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def post(self, url: str, data: bytes, *, headers: dict[str, str]) -> Answer:
        """A message, once. Raises NotGiven, NoAnswer.

        The library repeats a GET by itself where a kept line breaks after it was written, and the gateway may
        have taken it: what sends is posted.
        """
        return await self._in_turn("POST", url, data, headers)

    async def get(self, url: str, *, headers: dict[str, str]) -> Answer:
        """A question that changes nothing. Raises NotGiven, NoAnswer."""
        return await self._in_turn("GET", url, None, headers)

    async def _in_turn(self, method: str, url: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        session, last_start = self._opened(), _last_start.get()
        try:
            async with asyncio.timeout_at(last_start):
                await self._turns.acquire()
        except TimeoutError as error:
            raise NotGiven from error
        try:
            # A turn that was free at once is late, too, where the whole process stood still meanwhile.
            if self._silent or self._loop.time() > last_start:
                raise NotGiven
            # To the letter: a signature covers the address as it is written.
            address = _address(url)
            request = session.request(method, address, data=data, headers=headers, allow_redirects=False)
            return await self._exchange(request)
        finally:
            self._turns.release()

    async def _run(self, group: Coroutine[Any, Any, T]) -> T:
        _last_start.set(self._loop.time() + self._seconds)
        self._silent = self._silent and self._groups > 0
        self._groups += 1
        try:
            return await group
        finally:
            self._groups -= 1

    async def _hang_up(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _exchange(self, request: AbstractAsyncContextManager[aiohttp.ClientResponse]) -> Answer:
        try:
            async with request as answer:
                return Answer(answer.status, await _beginning(answer))
        except NOT_GIVEN as error:
            raise NotGiven from error
        except (TimeoutError, aiohttp.ClientError) as error:
            self._silent = self._silent or isinstance(error, TimeoutError)
            raise NoAnswer from error

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=settings.GATEWAY_CONCURRENCY),
                # A firewall that drops us is known before a byte is written: nothing has left.
                timeout=aiohttp.ClientTimeout(total=self._seconds, sock_connect=self._seconds / 2),
            )
        return self._session


async def together(calls: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What each call returns, in their order. One that fails unforeseen ends the others, and is raised.

    Nothing of a group that was given up is said to the gateway later, when the line runs the next one.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    return [task.result() for task in tasks]


def _address(url: str) -> URL:
    """Raises NotGiven for what is none."""
    try:
        address = URL(url, encoded=True)
        # The port is looked at only when it is asked for.
        is_one = bool(address.host and address.port)
    except ValueError as error:
        raise NotGiven from error
    if not is_one:
        raise NotGiven
    return address


async def _beginning(answer: aiohttp.ClientResponse) -> bytes:
    """Up to LONGEST_ANSWER bytes: a gateway that never ends cannot fill our memory."""
    body = b""
    while len(body) < LONGEST_ANSWER and (piece := await answer.content.read(LONGEST_ANSWER - len(body))):
        body += piece
    return body
