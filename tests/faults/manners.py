"""How a gateway can misbehave: each manner is one way of treating a request."""

import asyncio
from random import Random

from tests.faults.proxy import Exchange, Manner, honest

ENOUGH_FOR_A_FULL_MEMORY = 200_000_000
PIECE = b"x" * 65_536
HTML = b"<!doctype html><html><body><h1>Maintenance</h1></body></html>"
ACCEPTED = b"0: Accepted for delivery"


class Counted:
    """A manner that counts how often it was shown."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.times = 0

    async def __call__(self, exchange: Exchange) -> None:
        self.times += 1
        await self.manner(exchange)


def slowed(seconds: float, then: Manner = honest) -> Manner:
    """Honest, after a while: it sets the pace of a run."""

    async def manner(exchange: Exchange) -> None:
        await asyncio.sleep(seconds)
        await then(exchange)

    return manner


async def silent(exchange: Exchange) -> None:
    """Took the request, and says nothing until the proxy is told to behave otherwise."""
    await exchange.proxy.switched.wait()
    exchange.hang_up()


async def cut(exchange: Exchange) -> None:
    """The connection drops before the gateway saw the request."""
    exchange.hang_up()


async def answer_dropped(exchange: Exchange) -> None:
    """The gateway took the message; its answer never arrives."""
    await exchange.forward()
    exchange.hang_up()


async def answer_truncated(exchange: Exchange) -> None:
    """The gateway took the message; its answer breaks off."""
    raw = await exchange.forward()
    await exchange.answer(raw[: len(raw) - len(ACCEPTED) + 1])
    exchange.hang_up()


async def slow_loris(exchange: Exchange) -> None:
    """An answer that comes a byte at a time, for ever: only a total time-out ends it."""
    await exchange.answer(b"HTTP/1.1 202 Accepted\r\n")
    switched = exchange.proxy.switched
    while not switched.is_set() and not exchange.writer.is_closing():
        await exchange.answer(b"X")
        await asyncio.sleep(0.2)
    exchange.hang_up()


async def huge(exchange: Exchange) -> None:
    """An answer of 200 MB: it must not be read into memory."""
    await exchange.answer(_head(202, ENOUGH_FOR_A_FULL_MEMORY))
    for _ in range(ENOUGH_FOR_A_FULL_MEMORY // len(PIECE)):
        await exchange.answer(PIECE)


async def garbage(exchange: Exchange) -> None:
    """No HTTP at all."""
    await exchange.answer(b"\x16\x03\x01\x02\x00\x01\xfc not a protocol of ours\r\n\r\n")


def saying(status: int, body: bytes) -> Manner:
    """An answer in the gateway's place; it never saw the request."""

    async def manner(exchange: Exchange) -> None:
        await exchange.answer(_head(status, len(body)) + body)

    return manner


def one_of(random: Random, share: float, manner: Manner, otherwise: Manner = honest) -> Manner:
    """`manner` for that share of the requests, drawn by the seed."""

    async def drawn(exchange: Exchange) -> None:
        await (manner if random.random() < share else otherwise)(exchange)

    return drawn


def repeated(times: int) -> Manner:
    """Every request is brought `times` times, all at once."""

    async def manner(exchange: Exchange) -> None:
        first, *_ = await asyncio.gather(*(exchange.forward() for _ in range(times)))
        await exchange.answer(first)

    return manner


def shuffled(random: Random, most: float) -> Manner:
    """Acknowledged at once, brought later: up to `most` seconds, so that they overtake one another."""

    async def manner(exchange: Exchange) -> None:
        await exchange.answer(_head(202, 0))
        await asyncio.sleep(random.random() * most)
        await exchange.forward()

    return manner


swallowed = saying(202, b"")
"""Acknowledged, and never brought."""
overloaded = saying(429, b"Too Many Requests")
unavailable = saying(503, b"Service Unavailable")
broken = saying(500, HTML)
html_page = saying(200, HTML)
error_inside = saying(200, b'{"status": "error"}')


def _head(status: int, length: int) -> bytes:
    return f"HTTP/1.1 {status} Said\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n".encode()
