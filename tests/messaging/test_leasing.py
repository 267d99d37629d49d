"""Who comes first: equals take turns, chunk by chunk."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from messaging import leasing, routes, sending
from messaging.clock import database_now
from messaging.models import ChannelKind, Chunk, Delivery, Gateway, Mode, OutboxMessage, Sending
from messaging.routes import Way
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: Any) -> None:
    settings.SMS_CHANNEL = "outbox"


def test_two_large_alerts_take_turns(settings: Any) -> None:
    settings.CHUNK_SIZE = 10
    first, second = frozen(numbers(30)), frozen(numbers(30))

    sending.drain()

    order = list(OutboxMessage.objects.order_by("pk").values_list("delivery__sending", flat=True))
    assert order == ([first.pk] * 10 + [second.pk] * 10) * 3


def test_a_small_alert_does_not_wait_for_the_end_of_a_large_one(settings: Any) -> None:
    settings.CHUNK_SIZE, settings.SUBMIT_GROUP_SIZE = 40, 4
    settings.GATEWAY_RATES = {"outbox": 40.0}
    large, small = frozen(numbers(80)), list[Sending]()

    def ask() -> bool:
        if not small and Delivery.objects.filter(sending=large, state="DELIVERED").count() > 40:
            small.append(frozen(numbers(3)))
        return bool(small) and states(small[0]) == {"DELIVERED": 3}

    sending.drain(should_stop=ask)

    # In the middle of its last chunk: what left in the quarter of a second until a look, and a group.
    assert states(large)["QUEUED"] > 10
    sending.drain()
    assert states(large) == {"DELIVERED": 80}


@pytest.mark.parametrize(
    ("kind", "number", "waits"),
    [(ChannelKind.SMS, 1, True), (ChannelKind.SMS, 0, False), (ChannelKind.EMAIL, 1, False)],
)
def test_a_worker_gives_way_only_to_an_equal_that_got_less_and_that_it_may_take(
    settings: Any, kind: str, number: int, waits: bool
) -> None:
    settings.CHUNK_SIZE = 2
    frozen(numbers(4))
    lease = leasing.take(now=database_now())
    assert lease is not None
    Chunk.objects.filter(pk=lease.chunk_id).update(state=Chunk.State.WAITING)
    mine = dataclasses.replace(lease, way=Way(Mode.LIVE, kind), number=number)
    now = database_now()

    found = leasing.someone_more_urgent_waits(mine, routes.openings(now=now), now=now)

    assert found is waits


def test_what_is_over_is_closed_before_the_next_chunk_of_anybody(settings: Any) -> None:
    settings.CHUNK_SIZE = 10
    living, over = frozen(numbers(30)), frozen(numbers(30), valid=timedelta(seconds=-1))
    closed: list[int] = []

    def look() -> bool:
        if "QUEUED" not in states(over):
            closed.append(states(living).get("DELIVERED", 0))
        return False

    sending.drain(should_stop=look)

    assert closed[0] == 0
    assert states(over) == {"SKIPPED_EXPIRED": 30}
    assert states(living) == {"DELIVERED": 30}


def test_closing_what_is_over_takes_nothing_of_a_contract(settings: Any) -> None:
    settings.GATEWAY_RATES = {"outbox": 0.001}
    over = frozen(numbers(3), valid=timedelta(seconds=-1))

    sending.drain()

    assert states(over) == {"SKIPPED_EXPIRED": 3}
    assert not Gateway.objects.filter(name="outbox").exclude(recent=[]).exists()
