"""Street tiles: from the store, else from upstream, else not at all; never slower than upstream may be."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings

from web.tiles import shares
from web.tiles.asking import Question
from web.tiles.manners import Turn
from web.tiles.shares import Share
from web.tiles.store import Kept
from web.tiles.upstream import NoImage, UpstreamFailed, fetch
from zones.tile_grid import Tile

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.02
GRACE = 1.25
DAY = 86_400


@dataclass(frozen=True)
class StreetsStatus:
    """`since` is when the silence began; None unless silent."""

    state: Literal["working", "silent", "off"]
    since: datetime | None = None


def status() -> StreetsStatus:
    """What can be said of the officers' streets just now, the same in every process of the machine."""
    if not settings.STREETS_URL:
        return StreetsStatus("off")
    since = shares.staff().upstream().silent_since()
    return StreetsStatus("silent", since) if since else StreetsStatus("working")


def street_tile(tile: Tile, *, share: Share, now: float) -> Kept | None:
    """The tile as kept or as upstream gives it; None when there is none to show now.

    One that has grown old is given as it is while somebody asks for a younger one.
    """
    if not settings.STREETS_URL:
        return None
    kept = share.store().get(tile, now=now)
    if kept is None or not is_fresh(kept, now=now):
        question, turn = _begin(tile, share, now)
        if not (kept and kept.image) and turn is not Turn.NOBODYS:
            with share.desk().chair() as seated:
                if seated:
                    _wait(tile, share, question)
            kept = share.store().get(tile, now=now)
    return kept if kept and kept.image else None


def is_fresh(kept: Kept, *, now: float) -> bool:
    """Nobody needs to ask for this tile again yet."""
    days = settings.STREETS_FRESH_DAYS if kept.image else 1
    return now - kept.fetched < days * DAY


def _begin(tile: Tile, share: Share, now: float) -> tuple[Question | None, Turn]:
    """Ask upstream in another thread, if it is our turn to and the line is short."""
    desk = share.desk()
    if not desk.stand_in_line():
        return None, Turn.NOBODYS
    turn = Turn.NOBODYS
    try:
        if share.upstream().may_ask():
            turn = share.manners().take_turn(tile, now=now)
    finally:
        if turn is not Turn.OURS:
            desk.step_aside()
    return (desk.ask(lambda question: _ask(tile, share, question)) if turn is Turn.OURS else None), turn


def _ask(tile: Tile, share: Share, question: Question) -> None:
    """Runs in a thread of its own, so that even a name server that hangs holds nobody up."""
    try:
        image = fetch(tile)
        share.store().put(tile, image, now=time.time())
        share.upstream().worked()
    except NoImage:
        share.store().put_nothing(tile, now=time.time())
        share.upstream().worked()
    except UpstreamFailed as failure:
        logger.info("street tiles: %s", failure)
        if question.notes_failure():
            share.upstream().failed()
    finally:
        share.manners().end(tile)


def _wait(tile: Tile, share: Share, question: Question | None) -> None:
    """Until the tile's turn is over, but hardly longer than upstream may take; then it may go on alone."""
    seconds = GRACE * settings.STREETS_TIMEOUT_SECONDS
    if question:
        try:
            question.done.result(timeout=seconds)
        except TimeoutError:
            _give_up(tile, share, question)
        return
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and share.manners().is_asking(tile):
        time.sleep(POLL_SECONDS)


def _give_up(tile: Tile, share: Share, question: Question) -> None:
    """A question notes its own time-out; one that outlives even that hangs before a socket is open.

    One that only stood in line says nothing of upstream.
    """
    if question.done.cancel():
        share.manners().end(tile)
    elif question.seconds() > settings.STREETS_TIMEOUT_SECONDS and question.notes_failure():
        share.upstream().failed()
