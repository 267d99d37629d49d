"""Receipts over real HTTP: none is lost, whatever is repeated, shuffled, forged or restarted meanwhile."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Sequence

import aiohttp
import pytest
from django.conf import settings
from django.db import connection, connections

from api import receiver as server
from geoalert.supervisor.kannel import free_ports
from messaging import doors
from messaging.models import Delivery, Receipt
from tests.messaging.queue import frozen, numbers, states
from tests.receiver import Receiver
from web.access import declared_access

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ("8", "2", "1")


def path(delivery: object, kind: str, *, attempt: object = 1, secret: str = "") -> str:
    door = secret or doors.secret("kannel", settings.RECEIPT_SECRET)
    return f"/api/v1/recus/kannel/{door}/?d={delivery}&n={attempt}&s={kind}"


def call(url: str, paths: Sequence[str], *, tries: int = 1) -> Counter[int]:
    """Call them all, twenty at a time; as Kannel does, again after anything but 200. Counts last answers."""
    return asyncio.run(_call(url, paths, tries))


async def _call(url: str, paths: Sequence[str], tries: int) -> Counter[int]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=20)) as session:
        return Counter(await asyncio.gather(*(_insist(session, url + one, tries) for one in paths)))


async def _insist(session: aiohttp.ClientSession, address: str, tries: int) -> int:
    status = 0
    for _ in range(tries):
        try:
            async with session.get(address) as answer:
                status = answer.status
        except aiohttp.ClientError:
            status = 0
        if status == 200:
            break
        await asyncio.sleep(0.05)
    return status


def test_a_receipt_moves_its_row_and_is_answered_with_what_kannel_takes_for_an_answer(receiver: str) -> None:
    sending = frozen(numbers(1))
    delivery = Delivery.objects.get(sending=sending)

    assert call(receiver, [path(delivery.pk, "1")]) == {200: 1}
    assert states(sending) == {"DELIVERED": 1}


@pytest.mark.parametrize(
    ("query", "secret", "status"),
    [
        ({"delivery": 1, "kind": "1"}, "guess", 404),
        ({"delivery": 1, "kind": "1"}, "é", 404),
        ({"delivery": 1, "kind": "1"}, "%ff", 404),
        ({"delivery": 1, "kind": "1"}, settings.RECEIPT_SECRET, 404),
        ({"delivery": 1, "kind": "1"}, doors.secret("ovh", settings.RECEIPT_SECRET), 404),
        ({"delivery": 1, "kind": "99"}, "", 400),
        ({"delivery": "x", "kind": "1"}, "", 400),
        ({"delivery": "9" * 19, "kind": "1"}, "", 400),
        ({"delivery": 1, "kind": "1", "attempt": 0}, "", 400),
        ({"delivery": 1, "kind": "1", "attempt": 2**15}, "", 400),
        ({"delivery": "", "kind": ""}, "", 400),
    ],
)
def test_what_is_forged_or_unreadable_is_stored_nowhere(
    receiver: str, query: dict, secret: str, status: int
) -> None:
    asked = path(query["delivery"], query["kind"], attempt=query.get("attempt", 1), secret=secret)

    assert call(receiver, [asked]) == {status: 1}
    assert Receipt.objects.count() == 0


def test_every_way_in_says_that_it_is_for_machines() -> None:
    handlers = [route.handler for route in server.application().router.routes()]

    assert handlers
    assert all(declared_access(handler) is not None for handler in handlers)  # type: ignore[arg-type]


def test_ten_times_shuffled_and_across_a_restart_every_receipt_is_kept_once() -> None:
    sending = frozen(numbers(200))
    ids = Delivery.objects.filter(sending=sending).values_list("pk", flat=True)
    calls = [path(one, kind) for one in ids for kind in KINDS] * 10
    random.Random(1).shuffle(calls)
    forged = [path(one, "2", secret="guess") for one in ids]
    # One that no call of the storm is given while nobody listens there.
    first = Receiver(*free_ports(1))

    async def storm() -> tuple[Counter[int], Counter[int]]:
        brought = asyncio.create_task(_call(first.url, calls, tries=200))
        strangers = asyncio.create_task(_call(first.url, forged, tries=1))
        while not await asyncio.to_thread(_some_are_kept):
            await asyncio.sleep(0.01)
        await asyncio.to_thread(first.stop)
        second = await asyncio.to_thread(Receiver, first.port)
        try:
            return await brought, await strangers
        finally:
            await asyncio.to_thread(second.stop)

    brought, strangers = asyncio.run(storm())

    assert brought == {200: len(calls)}
    assert 200 not in strangers
    assert Receipt.objects.filter(delivery__sending=sending).count() == 200 * len(KINDS)
    assert states(sending) == {"DELIVERED": 200}


def _some_are_kept() -> bool:
    try:
        return Receipt.objects.count() > 100
    finally:
        connection.close()


def test_while_the_database_is_away_the_gateway_is_asked_to_come_again(
    receiver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = frozen(numbers(1))
    delivery = Delivery.objects.get(sending=sending)
    # The connection of this thread is open already; that of the receiver's is not.
    monkeypatch.setitem(connections.settings["default"], "NAME", "no_such_database")

    assert call(receiver, [path(delivery.pk, "1")]) == {503: 1}

    monkeypatch.undo()
    assert call(receiver, [path(delivery.pk, "1")], tries=100) == {200: 1}
    assert states(sending) == {"DELIVERED": 1}


def test_a_server_that_writes_nothing_any_more_ends() -> None:
    """It would answer nobody and look well: whoever watches it starts another."""
    told: list[int] = []

    before = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))

    async def end() -> None:
        writer = asyncio.create_task(_broken())
        writer.add_done_callback(server._end_without_writer)
        await asyncio.wait([writer])

    try:
        asyncio.run(end())
    finally:
        signal.signal(signal.SIGTERM, before)

    assert told == [signal.SIGTERM]


async def _broken() -> None:
    raise MemoryError
