"""Receipts as a gateway calls them back, at a fixed rate, to the instance that runs; none may be lost.

An open loop: calls leave on time whether the earlier ones were answered or not, as phones do.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
from django.conf import settings
from django.db import connection, transaction

from messaging import doors
from messaging.models import Delivery, Mode, Receipt, Sending

# One delivery is called back twice, as an SMS of one part is: taken by the network, then on the phone.
KINDS = ("8", "1")
CONNECTIONS = 100
# Longer than any answer may take, so that a receiver which hangs ends the run instead of holding it.
ANSWER_SECONDS = 30
SEED = 1
# What lost its validity is deleted by the sweep while we count.
KEPT_FOR = timedelta(days=1)

_DELIVERIES = """
INSERT INTO messaging_delivery (sending_id, chunk_number, channel, address_hash, address_sealed, state,
                                attempts, reason, updated_at)
SELECT %s, n / 500, 'SMS', sha256(n::text::bytea), '', 'ACCEPTED', 1, '', %s FROM generate_series(1, %s) AS n
"""


class NotHere(Exception):
    """The address that receipts come to is not of this machine."""


@dataclass
class Run:
    """What was offered and answered; `seconds` are the answers' times, `late` the worst start."""

    rate: int
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    late: float = 0.0
    lasted: float = 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[round(share * (len(ordered) - 1))] if ordered else 0.0


def prepare(count: int, *, now: datetime) -> Sending:
    """A finished exercise of `count` accepted deliveries, to nobody's address."""
    with transaction.atomic(), connection.cursor() as cursor:
        sending = Sending.objects.create(
            text="receipts",
            parts=1,
            mode=Mode.EXERCISE,
            priority=Sending.Priority.NEWS,
            valid_until=now + KEPT_FOR,
            created_at=now,
            ended_at=now,
            state=Sending.State.DONE,
            frozen_count=count,
        )
        cursor.execute(_DELIVERIES, [sending.pk, now, count])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE messaging_delivery")
    return sending


def offer(sending: Sending, *, rate: int) -> Run:
    """Call back about every delivery of `sending`, `rate` times a second, in a shuffled order."""
    home = settings.RECEIPT_BASE_URL
    if urlsplit(home).hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise NotHere(home)
    run = Run(rate)
    asyncio.run(_offer(run, list(_addresses(sending))))
    return run


def stored(sending: Sending) -> tuple[int, int]:
    """How many receipts there are of it, and how many of its deliveries have arrived."""
    arrived = Delivery.objects.filter(sending=sending, state=Delivery.State.DELIVERED)
    return Receipt.objects.filter(delivery__sending=sending).count(), arrived.count()


def forget(sending: Sending) -> None:
    """Take back what prepare() and the calls wrote."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM messaging_receipt receipt USING messaging_delivery delivery"
            " WHERE delivery.id = receipt.delivery_id AND delivery.sending_id = %s",
            [sending.pk],
        )
        cursor.execute("DELETE FROM messaging_delivery WHERE sending_id = %s", [sending.pk])
        cursor.execute("DELETE FROM messaging_sending WHERE id = %s", [sending.pk])


def _addresses(sending: Sending) -> Iterator[str]:
    secret = doors.secret("kannel", settings.RECEIPT_SECRET)
    path = f"{settings.RECEIPT_BASE_URL}/api/v1/recus/kannel/{secret}/"
    ids = Delivery.objects.filter(sending=sending).values_list("pk", flat=True)
    calls = [(one, kind) for one in ids for kind in KINDS]
    random.Random(SEED).shuffle(calls)  # noqa: S311  an order, not a secret
    for delivery, kind in calls:
        yield f"{path}?d={delivery}&n=1&s={kind}"


async def _offer(run: Run, addresses: list[str]) -> None:
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    limit = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(connector=connector, timeout=limit) as session:
        began = time.perf_counter()
        calls = []
        for number, address in enumerate(addresses):
            due = began + number / run.rate
            if (pause := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            run.late = max(run.late, time.perf_counter() - due)
            calls.append(asyncio.create_task(_call(run, session, address)))
        await asyncio.gather(*calls)
        run.lasted = time.perf_counter() - began


async def _call(run: Run, session: aiohttp.ClientSession, address: str) -> None:
    began = time.perf_counter()
    try:
        async with session.get(address) as answer:
            run.answers[str(answer.status)] += 1
    except (TimeoutError, aiohttp.ClientError) as failure:
        run.answers[type(failure).__name__] += 1
    run.seconds.append(time.perf_counter() - began)
