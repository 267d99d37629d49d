"""How we ask upstream: each tile once at a time, and not too often, all processes of the machine together."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from web.tiles.store import opened
from zones.tile_grid import Tile

_ASKING = "SELECT 1 FROM asking WHERE z = ? AND x = ? AND y = ?"


class Turn(Enum):
    OURS = "ours"
    """Ask, then say `end`."""
    ANOTHERS = "another's"
    """Somebody asks for this tile just now."""
    NOBODYS = "nobody's"
    """Too many questions already this second."""


@dataclass(frozen=True)
class Manners:
    """A bucket of `burst` tokens filled at `rate` a second; a turn lapses after `lapse` seconds."""

    file: Path
    rate: float
    burst: int
    lapse: float

    def take_turn(self, tile: Tile, *, now: float) -> Turn:
        """Whose turn it is to ask for `tile`; `now` in seconds since the epoch."""
        key = (tile.z, tile.x, tile.y)
        with opened(self.file) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM asking WHERE until <= ?", (now,))
            if db.execute(_ASKING, key).fetchone():
                db.execute("COMMIT")
                return Turn.ANOTHERS
            tokens, at = db.execute("SELECT tokens, at FROM bucket").fetchone() or (self.burst, now)
            tokens = min(self.burst, tokens + max(0.0, now - at) * self.rate)
            turn = Turn.OURS if tokens >= 1 else Turn.NOBODYS
            if turn is Turn.OURS:
                db.execute("INSERT OR REPLACE INTO bucket VALUES (1, ?, ?)", (tokens - 1, now))
                db.execute("INSERT OR REPLACE INTO asking VALUES (?, ?, ?, ?)", (*key, now + self.lapse))
            db.execute("COMMIT")
            return turn

    def end(self, tile: Tile) -> None:
        with opened(self.file) as db:
            db.execute("DELETE FROM asking WHERE z = ? AND x = ? AND y = ?", (tile.z, tile.x, tile.y))

    def is_asking(self, tile: Tile) -> bool:
        with opened(self.file) as db:
            return bool(db.execute(_ASKING, (tile.z, tile.x, tile.y)).fetchone())
