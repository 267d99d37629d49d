"""What surely did not leave is said to be so, and nothing leaves once a group was given up."""

import threading
import time
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any

import pytest

from messaging.channels.http import Answer, Line, NotGiven, together
from tests.messaging.gateway import ToldGateway
from tests.stack import until


@pytest.mark.parametrize(
    "address", ["", "passerelle", "http://", "ftp://127.0.0.1/", "http://[::1/", "http://127.0.0.1:99999/"]
)
def test_nothing_leaves_for_what_is_no_address(address: str) -> None:
    line = Line()
    try:
        with pytest.raises(NotGiven):
            line.run(line.post(address, b"", headers={}))
    finally:
        line.close()


def test_a_call_that_fails_unforeseen_ends_those_beside_it(told_gateway: ToldGateway) -> None:
    line = Line()

    def post(number: str) -> Coroutine[Any, Any, Answer]:
        return line.post(told_gateway.url, b"", headers={"X-Kannel-To": number})

    async def fail() -> Answer:
        raise ZeroDivisionError

    try:
        with pytest.raises(ZeroDivisionError):
            line.run(together([fail(), post("+33639980001"), post("+33639980002")]))
        line.run(post("+33639980003"))
    finally:
        line.close()

    assert told_gateway.came == ["+33639980003"]


def test_a_turn_that_comes_late_is_not_taken(told_gateway: ToldGateway) -> None:
    """The process stood still between the mark and the call: what was valid then may not be any more."""
    line = Line(seconds=0.1)

    async def stand_still() -> Answer:
        time.sleep(0.2)
        return await line.post(told_gateway.url, b"", headers={"X-Kannel-To": "+33639980001"})

    try:
        with pytest.raises(NotGiven):
            line.run(stand_still())
    finally:
        line.close()

    assert told_gateway.came == []


def test_what_is_under_way_when_the_line_closes_is_given_up(told_gateway: ToldGateway) -> None:
    told_gateway.held["+33639980001"] = threading.Event()
    line = Line()
    begun = line.begin(line.post(told_gateway.url, b"", headers={"X-Kannel-To": "+33639980001"}))
    until(lambda: told_gateway.came, "the call")

    line.close()
    line.close()

    told_gateway.held["+33639980001"].set()
    with pytest.raises(CancelledError):
        begun.result()
