"""A fault-injecting proxy: it stands before a gateway (or before us, for receipts) and may misbehave.

It only injects: what it says of the messages is never evidence, the phones are.
"""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from geoalert.supervisor.kannel import free_ports

HOST = "127.0.0.1"
HEAD_END = b"\r\n\r\n"
# How an exchange may end before its time. Cancelled by us too: asyncio's own callback of a connection asks
# a cancelled task for its exception, and prints what comes of it (Python 3.11).
ENDINGS = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError)


@dataclass
class Exchange:
    """One request in our hands, and the three things that can be done about it."""

    proxy: "FaultProxy"
    request: bytes
    writer: asyncio.StreamWriter

    async def forward(self) -> bytes:
        """Hand the request to the real thing; its whole answer, or nothing when it is not there."""
        self.proxy.forwarded += 1
        try:
            reader, writer = await asyncio.open_connection(HOST, self.proxy.target)
        except OSError:
            return b""
        try:
            writer.write(_closing(self.request))
            return await reader.read()
        except OSError:
            return b""
        finally:
            writer.close()

    async def answer(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    def hang_up(self) -> None:
        """End the connection without another byte."""
        self.writer.transport.abort()


Manner = Callable[[Exchange], Awaitable[None]]


async def honest(exchange: Exchange) -> None:
    if raw := await exchange.forward():
        await exchange.answer(_closing(raw))


class FaultProxy:
    """Runs in a thread of its own; `behave` switches it while it runs, and lets go of what it held."""

    def __init__(self, target: int) -> None:
        (self.port,) = free_ports(1)
        self.target = target
        self.manner: Manner = honest
        self.connections = self.bytes_in = self.forwarded = 0
        self.switched = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        # The loop holds tasks weakly: what it forgot would end in the middle.
        self._held: set[asyncio.Task[None] | None] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def start(self) -> None:
        self.listen()

    def stop(self) -> None:
        self.refuse()
        self._in_loop(self._let_go())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def behave(self, manner: Manner) -> None:
        """From the next request on; silent connections of before are ended unanswered."""
        self._in_loop(self._switch(manner))

    def refuse(self) -> None:
        """Nobody listens any more: a real "connection refused"."""
        self._in_loop(self._close())

    def listen(self) -> None:
        self._in_loop(self._open())

    def _in_loop(self, what: Awaitable[None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(30)  # type: ignore[arg-type]

    async def _switch(self, manner: Manner) -> None:
        self.manner = manner
        self.switched.set()
        self.switched = asyncio.Event()

    async def _open(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(
                self._serve, HOST, self.port, limit=1 << 20, backlog=1024, reuse_address=True
            )

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _let_go(self) -> None:
        """End what is still held, so that the loop ends with nothing pending.

        A connection that was being taken as we stopped listening comes up as one more task a moment
        later, even while the others are ended: look again until there is none.
        """
        while held := asyncio.all_tasks() - {asyncio.current_task()}:
            # One that was just made begins first: what never began closes nothing.
            await asyncio.sleep(0)
            for task in held:
                task.cancel()
            await asyncio.gather(*held, return_exceptions=True)
            # What they closed is closed on the loop's next turn.
            await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._held.add(asyncio.current_task())
        _no_delay(writer)
        try:
            request = await _read_request(reader)
            self.bytes_in += len(request)
            await self.manner(Exchange(self, request, writer))
            writer.close()
        except ENDINGS:
            writer.transport.abort()
        self._held.discard(asyncio.current_task())


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(HEAD_END)
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.partition(b":")[2]))
    return head


def _closing(message: bytes) -> bytes:
    """The same message, saying that the connection ends with it: one exchange each, nothing kept alive."""
    head, _, body = message.partition(HEAD_END)
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close"]) + HEAD_END + body


def _no_delay(writer: asyncio.StreamWriter) -> None:
    opened: socket.socket = writer.get_extra_info("socket")
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
