"""Two halves of a group are under way at once, and never more than the group."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from messaging import leasing, sending
from messaging.clock import database_now
from messaging.models import Chunk, Delivery
from tests.messaging.gateway import ToldGateway
from tests.messaging.queue import frozen, numbers, states
from tests.messaging.test_sending import lapse
from tests.stack import until

pytestmark = pytest.mark.django_db(transaction=True)

GROUP = 10
HALF = 5


@contextmanager
def draining() -> Iterator[None]:
    """A worker beside the test, which has ended when the block has."""

    def work() -> None:
        try:
            sending.drain()
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        worker.join()


def half_way() -> int:
    return Delivery.objects.filter(state=Delivery.State.SUBMITTING).count()


def test_another_half_leaves_while_one_is_being_answered(told_gateway: ToldGateway) -> None:
    to = numbers(50)
    told_gateway.held[to[HALF]] = threading.Event()
    queued = frozen(to)

    with draining():
        until(lambda: len(told_gateway.came) == GROUP + HALF, "a third half at the gateway", 10)
        assert states(queued)["ACCEPTED"] == HALF
        told_gateway.held[to[HALF]].set()

    assert states(queued) == {"ACCEPTED": 50}
    assert set(Counter(told_gateway.came).values()) == {1}


def test_nothing_more_leaves_before_the_oldest_half_is_answered(told_gateway: ToldGateway) -> None:
    held, *others = numbers(50)
    told_gateway.held[held] = threading.Event()
    frozen([held, *others])

    with draining():
        until(lambda: len(told_gateway.came) == GROUP, "both halves at the gateway", 10)
        # Whoever marked too much would have: nine of ten are answered by now.
        told_gateway.held[held].wait(0.3)
        seen = [half_way(), len(told_gateway.came)]
        told_gateway.held[held].set()

    assert seen == [GROUP, GROUP]


def test_after_trouble_all_that_is_under_way_is_written_before_more_leaves(told_gateway: ToldGateway) -> None:
    to = numbers(50)
    told_gateway.answers[to[0]] = (200, "<html>")
    told_gateway.held[to[HALF]] = threading.Event()
    queued = frozen(to)

    with draining():
        until(lambda: states(queued).get("ACCEPTED") == HALF - 1, "the first half to be written", 10)
        until(lambda: len(told_gateway.came) >= GROUP, "the second half at the gateway", 10)
        told_gateway.held[to[HALF]].wait(0.3)
        seen = [half_way(), len(told_gateway.came)]
        told_gateway.held[to[HALF]].set()

    assert seen == [HALF, GROUP]
    assert states(queued) == {"UNKNOWN": 1, "ACCEPTED": 49}


def test_who_lost_the_lease_still_says_what_the_gateway_answered(told_gateway: ToldGateway) -> None:
    first, *others = numbers(50)
    told_gateway.held[first] = threading.Event()
    queued = frozen([first, *others])

    with draining():
        until(lambda: len(told_gateway.came) == GROUP, "both halves at the gateway", 10)
        lease = Chunk.objects.get()
        lapse(
            leasing.Lease(lease.pk, queued.pk, 0, leasing.Way("LIVE", "SMS"), 1, 1, False, lease.lease_token)
        )
        assert leasing.take(now=database_now()) is not None
        assert states(queued) == {"UNKNOWN": GROUP, "QUEUED": 50 - GROUP}
        told_gateway.held[first].set()

    assert states(queued) == {"ACCEPTED": GROUP, "QUEUED": 50 - GROUP}
    assert len(told_gateway.came) == GROUP


def test_what_is_under_way_is_written_when_the_worker_is_told_to_end(told_gateway: ToldGateway) -> None:
    first, *others = numbers(50)
    told_gateway.held[first] = threading.Event()
    queued = frozen([first, *others])
    ends = threading.Event()

    def end() -> None:
        until(lambda: len(told_gateway.came) == GROUP, "both halves at the gateway", 10)
        ends.set()
        told_gateway.held[first].set()

    ending = threading.Thread(target=end)
    ending.start()
    handed = sending.drain(should_stop=ends.is_set)
    ending.join()

    assert handed == GROUP
    assert states(queued) == {"ACCEPTED": GROUP, "QUEUED": 50 - GROUP}
