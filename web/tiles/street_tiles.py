"""Street tiles: from the store, else from upstream, else not at all; never slower than upstream may be."""

import hashlib
import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from django.conf import settings

from web.tiles.manners import Manners, Turn
from web.tiles.store import Kept, TileStore
from web.tiles.upstream import NoImage, UpstreamFailed, fetch
from zones.outside import OutsideService
from zones.tile_grid import Tile

logger = logging.getLogger(__name__)

# Questions under way at once from one process: the other threads stay free for the pages.
AT_ONCE = 4
POLL_SECONDS = 0.02
GRACE = 1.25
DAY = 86_400


@dataclass(frozen=True)
class StreetsStatus:
    """`since` is when the silence began; None unless silent."""

    state: Literal["working", "silent", "off"]
    since: datetime | None = None


def status() -> StreetsStatus:
    """What can be said of the streets just now, the same in every process of the machine."""
    if not settings.STREETS_URL:
        return StreetsStatus("off")
    since = _upstream().silent_since()
    return StreetsStatus("silent", since) if since else StreetsStatus("working")


def street_tile(tile: Tile, *, now: float) -> Kept | None:
    """The tile as kept or as upstream gives it; None when there is none to show now.

    One that has grown old is given as it is while somebody asks for a younger one.
    """
    if not settings.STREETS_URL:
        return None
    kept = _store().get(tile, now=now)
    if kept is None or not is_fresh(kept, now=now):
        job, turn = _begin(tile, now)
        if not (kept and kept.image):
            _wait(tile, turn, job)
            kept = _store().get(tile, now=now)
    return kept if kept and kept.image else None


def is_fresh(kept: Kept, *, now: float) -> bool:
    """Nobody needs to ask for this tile again yet."""
    days = settings.STREETS_FRESH_DAYS if kept.image else 1
    return now - kept.fetched < days * DAY


def _begin(tile: Tile, now: float) -> tuple[Future[None] | None, Turn]:
    """Ask upstream in another thread, if it is our turn to."""
    if not _upstream().may_ask():
        return None, Turn.NOBODYS
    turn = _manners().take_turn(tile, now=now)
    return (_askers().submit(_ask, tile) if turn is Turn.OURS else None), turn


def _ask(tile: Tile) -> None:
    """Runs in a thread of its own, so that even a name server that hangs holds nobody up."""
    try:
        image = fetch(tile)
        _store().put(tile, image, now=time.time())
        _upstream().worked()
    except NoImage:
        _store().put_nothing(tile, now=time.time())
        _upstream().worked()
    except UpstreamFailed as failure:
        logger.info("street tiles: %s", failure)
        _upstream().failed()
    finally:
        _manners().end(tile)


def _wait(tile: Tile, turn: Turn, job: Future[None] | None) -> None:
    """Until the tile's turn is over, but hardly longer than upstream may take.

    The asking thread itself notes a time-out; what outlives even that hangs before a socket is open.
    """
    seconds = GRACE * settings.STREETS_TIMEOUT_SECONDS
    if job:
        try:
            job.result(timeout=seconds)
        except TimeoutError:
            if job.cancel():
                _manners().end(tile)
            else:
                _upstream().failed()
    elif turn is Turn.ANOTHERS:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and _manners().is_asking(tile):
            time.sleep(POLL_SECONDS)


def _upstream() -> OutsideService:
    return OutsideService("streets", pause=settings.STREETS_PAUSE_SECONDS)


def _store() -> TileStore:
    settings.STREETS_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = hashlib.sha256(settings.STREETS_URL.encode()).hexdigest()[:12]
    return TileStore(settings.STREETS_FOLDER / "streets.sqlite3", source, settings.STREETS_CACHE_BYTES)


def _manners() -> Manners:
    file = settings.STREETS_FOLDER / "streets.sqlite3"
    lapse = 2 * settings.STREETS_TIMEOUT_SECONDS
    return Manners(file, settings.STREETS_RATE, settings.STREETS_BURST, lapse)


@cache
def _askers() -> ThreadPoolExecutor:
    """Made at the first question: threads do not survive the fork of a web server."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="street-tiles")
