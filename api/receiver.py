"""Where gateways bring receipts: a small server beside the site, so that a flood of them slows nobody down.

One way in a gateway, for whoever knows its secret, in the path; 200 is said once the row is committed.
Kannel tries again after anything but 200 and 202 (after 204 too), `http-request-retry` times. Of a text of
several parts it brings one receipt of each kind, as of a text of one: seen with Kannel 1.4.5, one and three
parts.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Sequence

from aiohttp import web
from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection

from api import readings
from api.collecting import Collector, Failure, NotKept
from messaging import counting, doors, heartbeats, receipts
from messaging.clock import database_now
from messaging.receipts import Callback
from web.access import machine

COLLECTOR = web.AppKey("collector", Collector)

log = logging.getLogger(__name__)


def application() -> web.Application:
    app = web.Application()
    app[COLLECTOR] = Collector(commit)
    app.cleanup_ctx.append(_collecting)
    app.router.add_get("/api/v1/recus/kannel/{secret}/", kannel, name="receipts-kannel")
    app.router.add_get("/api/v1/recus/ovh/{secret}/", ovh, name="receipts-ovh")
    return app


@machine
async def kannel(request: web.Request) -> web.Response:
    """GET, see readings.kannel."""
    return await _take(request, "kannel", readings.kannel(request.query))


@machine
async def ovh(request: web.Request) -> web.Response:
    """GET, the account's callBack, see readings.ovh."""
    return await _take(request, "ovh", readings.ovh(request.query))


def commit(callbacks: Sequence[Callback]) -> None:
    """Store a batch, all or none; raises Failure."""
    close_old_connections()
    try:
        receipts.record_all(callbacks, now=database_now())
    except Error as error:
        connection.close()
        away = isinstance(error, OperationalError | InterfaceError)
        log.error("receipts not written count=%s error=%s", len(callbacks), type(error).__name__)
        raise Failure(everywhere=away) from error


async def _take(request: web.Request, gateway: str, callback: Callback | None) -> web.Response:
    """200: committed; 404: not the secret of this gateway; 400: unreadable; 503: bring it again."""
    if not doors.opens(gateway, request.match_info["secret"], settings.RECEIPT_SECRET):
        return web.Response(status=404)
    if callback is None:
        log.warning("a receipt that cannot be read")
        return web.Response(status=400)
    try:
        await request.app[COLLECTOR].keep(callback)
    except NotKept:
        counting.not_kept(callback.gateway)
        return web.Response(status=503)
    return web.Response(status=200)


async def _collecting(app: web.Application) -> AsyncIterator[None]:
    """The writer lives as long as the server: what was taken in is committed before the server ends."""
    writer = asyncio.create_task(app[COLLECTOR].run())
    writer.add_done_callback(_end_without_writer)
    tasks = [writer, asyncio.create_task(_beat())]
    yield
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await app[COLLECTOR].close(_let_go)


def _end_without_writer(writer: asyncio.Task[None]) -> None:
    """A server that takes receipts and writes none looks well: the process ends, and is started anew."""
    if not writer.cancelled():
        log.critical("nothing is written any more", exc_info=writer.exception())
        signal.raise_signal(signal.SIGTERM)


def _let_go() -> None:
    """In the writer's own thread, whose connection it is."""
    connection.close()


async def _beat() -> None:
    """From within the loop that answers, so that a loop which hangs is silent."""
    while True:
        heartbeats.beat("receipts")
        await asyncio.sleep(heartbeats.BEAT_SECONDS)
