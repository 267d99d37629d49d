"""A relay before a gateway that counts, remembers, and fails on demand. The gateway behind it is real."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.messaging.contract.bench import Fault

PIECE = 65_536
ENDLESS_BYTES = 200_000_000
DRIP_SECONDS = 0.05
HTTP_VERBS = (b"GET ", b"POST ")


def _http(status: str, body: bytes, *, kind: str = "text/html", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n".encode() + body


# What each failure says to an HTTP request; those that do more than say have a method below.
HTTP_ANSWERS = {
    Fault.OVERLOADED: _http("429 Too Many Requests", b'{"message": "slow down"}', kind="application/json"),
    Fault.UNAVAILABLE: _http("503 Service Unavailable", b"<h1>Maintenance</h1>"),
    Fault.HTML: _http("200 OK", b"<!DOCTYPE html><title>Portail captif</title><p>Connectez-vous."),
    Fault.GARBAGE: _http("200 OK", bytes(range(128, 256)) * 3, kind="application/json"),
    Fault.TRUNCATED: _http("200 OK", b'{"ids": [12', kind="application/json", length=400),
    Fault.DRIP: _http("200 OK", b"", kind="application/json", length=1_000_000),
    Fault.ENDLESS: _http("200 OK", b"", kind="application/json", length=ENDLESS_BYTES),
}


class Relay:
    """Bytes go through both ways; `fault` set, what a client says is counted and answered by the fault."""

    def __init__(self, host: str, port: int, answers: dict[Fault, bytes] | None = None) -> None:
        self.upstream = (host, port)
        self.answers = HTTP_ANSWERS if answers is None else answers
        self.fault: Fault | None = None
        # What begins so goes through even while the rest fails; empty: nothing does.
        self.spares = b""
        self.connections = 0
        self.asked = 0
        self.heard = bytearray()
        self.sent = 0
        self.elsewhere = ""
        self._open: list[socket.socket] = []
        self._full: list[socket.socket] = []
        self._counting = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread(self._accept, self._listener)

    def url(self, like: str) -> str:
        """The same address, through this relay."""
        parts = urlsplit(like)
        return parts._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    def leave(self) -> None:
        """Nobody listens any more: the port refuses."""
        self._close(self._listener)
        self.cut()

    def drop(self) -> None:
        """Nobody refuses either: the queue of new lines is full, and whoever knocks waits."""
        self.leave()
        self._full = [socket.create_server(("127.0.0.1", self.port), backlog=0)]
        for _ in range(2):
            knock = socket.socket()
            knock.setblocking(False)
            knock.connect_ex(("127.0.0.1", self.port))
            self._full.append(knock)

    def come_back(self) -> None:
        self.fault = None
        for line in self._full:
            line.close()
        self._full = []
        if self._listener.fileno() == -1:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self._thread(self._accept, self._listener)

    def cut(self) -> None:
        """Every connection ends with a reset."""
        for line in self._open:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._close(line)
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self.connections += 1
                self._open.append(client)
                self._thread(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        upstream = None
        with contextlib.suppress(OSError):
            # At once: some gateways speak first.
            upstream = self._connect(client) if self.fault is None else None
            while piece := client.recv(PIECE):
                self.heard += piece
                if self.fault is not None and not (self.spares and piece.startswith(self.spares)):
                    self._fail(client, piece)
                    continue
                upstream = upstream or self._connect(client)
                upstream.sendall(piece)
        self._close(client)
        if upstream is not None:
            self._close(upstream)

    def _connect(self, client: socket.socket) -> socket.socket:
        upstream = socket.create_connection(self.upstream, timeout=10)
        self._open.append(upstream)
        self._thread(self._back, upstream, client)
        return upstream

    def _back(self, upstream: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := upstream.recv(PIECE):
                client.sendall(piece)
        self._close(client)

    def _fail(self, client: socket.socket, piece: bytes) -> None:
        # Many ask at once, and none may be lost from the count.
        with self._counting:
            self.asked += piece.startswith(HTTP_VERBS)
        if self.fault == Fault.CUT:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._close(client)
        elif self.fault == Fault.REDIRECT:
            client.sendall(f"HTTP/1.1 302 Found\r\nLocation: {self.elsewhere}\r\n".encode())
            client.sendall(b"Content-Length: 0\r\n\r\n")
        elif self.fault is not None and self.fault in self.answers:
            client.sendall(self.answers[self.fault])
            self._say_more(client)

    def _say_more(self, client: socket.socket) -> None:
        if self.fault == Fault.TRUNCATED:
            client.shutdown(socket.SHUT_WR)
        while self.fault == Fault.ENDLESS and self.sent < ENDLESS_BYTES:
            self.sent += client.send(b" " * PIECE)
        while self.fault == Fault.DRIP:
            client.sendall(b" ")
            threading.Event().wait(DRIP_SECONDS)

    def _close(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()

    def _thread(self, target: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=target, args=arguments, daemon=True).start()


@contextmanager
def relay_to(address: str, answers: dict[Fault, bytes] | None = None) -> Iterator[Relay]:
    """A relay before `address` (a URL), closed afterwards."""
    parts = urlsplit(address)
    relay = Relay(str(parts.hostname), int(parts.port or 0), answers)
    try:
        yield relay
    finally:
        relay.come_back()
        relay.leave()
