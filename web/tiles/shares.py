"""Signed-in staff and the public have each a share of the streets: what one does, the other never feels.

Neither can push out the other's tiles, use up its questions or silence its upstream; nor can anybody
tell by the time an answer takes what officers have looked at.
"""

import hashlib
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from web.tiles.asking import Desk
from web.tiles.manners import Manners
from web.tiles.store import TileStore
from zones.outside import OutsideService


@dataclass(frozen=True)
class Share:
    """`most` bytes kept; `rate` questions a second, `burst` at once, `at_once` under way in a process."""

    name: str
    most: int
    rate: float
    burst: int
    at_once: int

    def store(self) -> TileStore:
        settings.STREETS_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
        source = hashlib.sha256(settings.STREETS_URL.encode()).hexdigest()[:12]
        return TileStore(settings.STREETS_FOLDER / f"{self.name}.sqlite3", source, self.most)

    def manners(self) -> Manners:
        lapse = 2 * settings.STREETS_TIMEOUT_SECONDS
        return Manners(settings.STREETS_FOLDER / f"{self.name}.sqlite3", self.rate, self.burst, lapse)

    def upstream(self) -> OutsideService:
        return OutsideService(self.name, pause=settings.STREETS_PAUSE_SECONDS)

    def desk(self) -> Desk:
        return _desk(self.name, self.at_once)


def staff() -> Share:
    """For those who are signed in."""
    return Share(
        "streets", settings.STREETS_CACHE_BYTES, settings.STREETS_RATE, settings.STREETS_BURST, at_once=4
    )


def public() -> Share:
    """For everybody else."""
    return Share(
        "streets-public",
        settings.STREETS_PUBLIC_CACHE_BYTES,
        settings.STREETS_PUBLIC_RATE,
        settings.STREETS_PUBLIC_BURST,
        at_once=2,
    )


@cache
def _desk(name: str, at_once: int) -> Desk:
    """Made at the first question: threads do not survive the fork of a web server."""
    return Desk(name, at_once)
