"""`python -m benchmarks.gateway`: a gateway in Kannel's words that costs next to nothing, and a null sink.

`--latency` seconds pass before each answer, as over a distance. GET /count says how many messages came and at
most how many in any second, so that a contracted rate is judged by whom it spares.
"""

import argparse
import asyncio
import bisect
import json

ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 25\r\n\r\n0: Accepted for delivery\n"
RECEIVED = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
END_OF_HEADERS = b"\r\n\r\n"


class Counter:
    """When each message came, in seconds of the loop's clock."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def note(self, count: int) -> None:
        self.times += [asyncio.get_running_loop().time()] * count

    def answer(self) -> bytes:
        """What came since the last question: how many, over how long, and the busiest second."""
        busiest = max(
            (bisect.bisect_left(self.times, at + 1.0) - place for place, at in enumerate(self.times)),
            default=0,
        )
        seconds = self.times[-1] - self.times[0] if self.times else 0.0
        told = json.dumps({"count": len(self.times), "seconds": seconds, "busiest_second": busiest}).encode()
        self.times = []
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told)


class Gateway(asyncio.Protocol):
    """Reads a request, answers, and stays for the next; a body of N lines is N messages at /bulk."""

    def __init__(self, counter: Counter, latency: float) -> None:
        self.counter = counter
        self.latency = latency
        self.held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  what asyncio gives a TCP server
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.held += data
        while (end := self.held.find(END_OF_HEADERS)) >= 0:
            head = self.held[:end].lower()
            body_at = end + len(END_OF_HEADERS)
            length = _content_length(head)
            if len(self.held) < body_at + length:
                return
            body, self.held = self.held[body_at : body_at + length], self.held[body_at + length :]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"get /count"):
            self.transport.write(self.counter.answer())
            return
        if head.startswith(b"get "):
            self.transport.write(RECEIVED)
            return
        self.counter.note(body.count(b"\n") if head.startswith(b"post /bulk") else 1)
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency, self.transport.write, ACCEPTED)
        else:
            self.transport.write(ACCEPTED)


def _content_length(head: bytes) -> int:
    at = head.find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def _serve(port: int, latency: float) -> None:
    counter = Counter()
    server = await asyncio.get_running_loop().create_server(
        lambda: Gateway(counter, latency), "127.0.0.1", port, backlog=512
    )
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency", type=float, default=0.0)
    asked = parser.parse_args()
    asyncio.run(_serve(asked.port, asked.latency))


if __name__ == "__main__":
    main()
