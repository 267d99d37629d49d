"""What surely did not leave is said to be so, and nothing leaves once a group was given up."""

from collections.abc import Coroutine
from typing import Any

import pytest

from messaging.channels.http import Answer, Line, NotGiven, together
from tests.messaging.gateway import ToldGateway


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
