"""`python -m benchmarks.bare_client URL COUNT CONNECTIONS`: the floor: the same requests, no database.

Prints the seconds from the first request to the last answer, and how many were accepted.
"""

import asyncio
import json
import sys
import time
from dataclasses import replace
from datetime import timedelta

import aiohttp
import django

django.setup()

from benchmarks.queue import TEXT, numbers  # noqa: E402
from messaging.channels import kannel  # noqa: E402
from messaging.channels.base import Message  # noqa: E402


async def _send(url: str, count: int, connections: int) -> tuple[float, int]:
    first = Message(1, 1, b"", TEXT, timedelta(hours=1))
    waiting = iter(enumerate(numbers(count), 1))
    accepted = 0

    async def one_connection(session: aiohttp.ClientSession) -> None:
        nonlocal accepted
        for place, number in waiting:
            headers = kannel._headers(replace(first, delivery_id=place), number)
            async with session.post(url, data=TEXT.encode(), headers=headers) as answer:
                await answer.read()
                accepted += answer.status == 202

    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector) as session:
        started = time.perf_counter()
        await asyncio.gather(*(one_connection(session) for _ in range(connections)))
        return time.perf_counter() - started, accepted


if __name__ == "__main__":
    seconds, accepted = asyncio.run(_send(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps({"seconds": seconds, "accepted": accepted}))
