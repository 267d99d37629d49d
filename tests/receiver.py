"""The real server of receipts on a port of its own, in front of the test's database."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from aiohttp import web

from api.receiver import application

PATIENCE = 10.0


class Receiver:
    """Runs in a thread of its own until stop(); a port that is named may be taken again by the next one."""

    def __init__(self, port: int = 0) -> None:
        self._loop = asyncio.new_event_loop()
        self._runner = web.AppRunner(application(), access_log=None, shutdown_timeout=1.0)
        self._loop.run_until_complete(self._runner.setup())
        self._loop.run_until_complete(web.TCPSite(self._runner, "127.0.0.1", port).start())
        self.port: int = self._runner.addresses[0][1]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """As SIGTERM does: what was taken in is committed and answered first."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()


@pytest.fixture
def receiver(transactional_db: None, settings: pytest.FixtureRequest) -> Iterator[str]:
    """Its address; the settings send gateways there."""
    running = Receiver()
    settings.RECEIPT_BASE_URL = running.url
    yield running.url
    running.stop()
