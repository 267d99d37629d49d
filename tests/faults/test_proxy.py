"""The proxy ends cleanly, whatever it still holds."""

import contextlib
import gc
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults import manners
from tests.faults.proxy import HOST, FaultProxy, Manner

KNOCKERS = 4
REQUEST = b"GET / HTTP/1.1\r\n\r\n"


def knock(port: int, over: threading.Event) -> int:
    """Ask again and again, half of the times without the end of a request."""
    times = 0
    while not over.is_set():
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1) as opened:
            opened.sendall(REQUEST[: len(REQUEST) - times % 2])
            times += 1
    return times


# Sockets of a burst that came as it stopped may be left to the garbage collector: what is asked is tasks.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("manner", [manners.silent, manners.slow_loris, manners.repeated(3)])
def test_nothing_is_pending_when_it_stops_in_the_middle(
    manner: Manner, caplog: pytest.LogCaptureFixture
) -> None:
    proxy, over = FaultProxy(target=1), threading.Event()
    proxy.start()
    proxy.behave(manner)
    with ThreadPoolExecutor(KNOCKERS) as pool:
        knocking = [pool.submit(knock, proxy.port, over) for _ in range(KNOCKERS)]
        while proxy.connections < 50 * KNOCKERS:
            over.wait(0.01)
        proxy.stop()
        over.set()
    gc.collect()

    assert sum(one.result() for one in knocking) > 0
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
