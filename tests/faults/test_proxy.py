"""The proxy ends cleanly, whatever it still holds."""

import gc
import socket
from contextlib import ExitStack

import pytest

from tests.faults import manners
from tests.faults.proxy import HOST, FaultProxy, Manner
from tests.stack import until

CALLS = 8
REQUEST = b"GET / HTTP/1.1\r\n\r\n"


@pytest.mark.parametrize("manner", [manners.silent, manners.slow_loris, manners.repeated(3)])
def test_nothing_is_pending_when_it_stops_in_the_middle(
    manner: Manner, caplog: pytest.LogCaptureFixture
) -> None:
    """Half of the callers have not ended their request."""
    proxy = FaultProxy(target=1)
    proxy.start()
    proxy.behave(manner)
    with ExitStack() as callers:
        for number in range(CALLS):
            opened = callers.enter_context(socket.create_connection((HOST, proxy.port), 1))
            opened.sendall(REQUEST[: len(REQUEST) - number % 2])
        until(lambda: proxy.connections == CALLS, "every call to be taken up")
        proxy.stop()
    gc.collect()

    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
