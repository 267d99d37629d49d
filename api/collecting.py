"""Many receipts, one commit: what arrives within a few milliseconds is written together, then answered.

A commit costs the same for one receipt and for five hundred; a gateway sends them one call each.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from messaging.receipts import Callback

# How long the first of a batch waits for others; what comes while a batch is written waits for the next.
LINGER_SECONDS = 0.01
BATCH = 500
# Some 10 MB: beyond, the gateway is told to try again.
WAITING_AT_MOST = 20_000
# A database that hangs: the gateway keeps the receipt better than we do. A late commit harms nothing.
ANSWER_WITHIN_SECONDS = 20.0

log = logging.getLogger(__name__)

Write = Callable[[Sequence[Callback]], object]


class NotKept(Exception):
    """The receipt is not known to be stored: whoever brought it must bring it again."""


class Collector:
    """`write` stores a batch, durably, or raises; it is called in one thread of its own."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: list[tuple[Callback, asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="receipts")

    async def keep(self, callback: Callback) -> None:
        """Return once the receipt is committed; raises NotKept."""
        if len(self._waiting) >= WAITING_AT_MOST:
            raise NotKept("too many are waiting")
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((callback, kept))
        self._arrived.set()
        try:
            await asyncio.wait_for(kept, ANSWER_WITHIN_SECONDS)
        except TimeoutError:
            raise NotKept("the database does not answer") from None

    async def run(self) -> None:
        """Write what arrives, batch after batch, until cancelled."""
        while True:
            await self._arrived.wait()
            if len(self._waiting) < BATCH:
                await asyncio.sleep(LINGER_SECONDS)
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            if not self._waiting:
                self._arrived.clear()
            await self._settle(batch)

    async def close(self, let_go: Callable[[], object]) -> None:
        """End the thread, after `let_go` has closed there what `write` had opened."""
        await asyncio.get_running_loop().run_in_executor(self._thread, let_go)
        self._thread.shutdown(wait=False)

    async def _settle(self, batch: list[tuple[Callback, asyncio.Future[None]]]) -> None:
        """Answer a batch; one that cannot be written is tried receipt by receipt, for the others' sake."""
        failure = await self._try([callback for callback, _ in batch])
        for callback, kept in batch:
            alone = failure and len(batch) > 1 and not failure.everywhere
            refused = await self._try([callback]) if alone else failure
            if kept.done():
                continue
            if refused:
                kept.set_exception(NotKept("not written"))
            else:
                kept.set_result(None)

    async def _try(self, callbacks: list[Callback]) -> "Failure | None":
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, self._write, callbacks)
        except Failure as failure:
            return failure
        except Exception:
            # Whatever it was: who brought these hears of it, and the next batch is written.
            log.exception("a batch was not written")
            return Failure(everywhere=False)
        return None


class Failure(Exception):
    """A batch was not written. `everywhere`: the database is away, one by one would fail as well."""

    def __init__(self, *, everywhere: bool) -> None:
        super().__init__(everywhere)
        self.everywhere = everywhere
