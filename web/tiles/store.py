"""Street tiles kept on this machine: one SQLite file, shared by all processes, bounded in bytes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from zones.tile_grid import Tile

BUSY_SECONDS = 2.0
# A tile's last use is noted once an hour: reading a tile writes nothing.
USE_SECONDS = 3600
# What a row costs beside its image.
ROW_BYTES = 200
# Making room goes a little further than needed, so that not every new tile must make room.
LEFT_AFTER_TRIM = 0.9

VERSION = 1
_SCHEMA = f"""
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE tile (
    source TEXT, z INTEGER, x INTEGER, y INTEGER,
    bytes INTEGER NOT NULL, fetched REAL NOT NULL, used REAL NOT NULL, image BLOB NOT NULL,
    PRIMARY KEY (source, z, x, y)
);
CREATE INDEX tile_by_use ON tile (used, bytes);
CREATE TABLE asking (
    z INTEGER, x INTEGER, y INTEGER, until REAL NOT NULL,
    PRIMARY KEY (z, x, y)
);
CREATE TABLE bucket (
    only INTEGER PRIMARY KEY CHECK (only = 1), tokens REAL NOT NULL, at REAL NOT NULL
);
PRAGMA user_version = {VERSION};
COMMIT;
"""
_TRIM = """
DELETE FROM tile WHERE rowid IN (
    SELECT rowid FROM (
        SELECT rowid, sum(bytes) OVER (ORDER BY used DESC, rowid DESC) AS so_far FROM tile
    ) WHERE so_far > ?
)
"""


@dataclass(frozen=True)
class Kept:
    """`image` is empty where upstream said that it has none; `fetched` in seconds since the epoch."""

    image: bytes
    fetched: float


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection of one's own; a file that is no database of ours any more is begun anew the next time."""
    if not file.exists():
        try:
            _make(file)
        except OSError as error:
            raise sqlite3.OperationalError(f"no store of street tiles can be made here: {error}") from error
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        if connection.execute("PRAGMA user_version").fetchone() != (VERSION,):
            raise sqlite3.DatabaseError("no store of street tiles")
        yield connection
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # The log before what it belongs to: it would be replayed into the next one.
        for spoilt in sorted(file.parent.glob(f"{file.name}*"), reverse=True):
            spoilt.unlink(missing_ok=True)
        raise
    finally:
        connection.close()


def _make(file: Path) -> None:
    """Elsewhere, and given its name when it is ready: SQLite refuses everybody who comes while it is made."""
    with TemporaryDirectory(dir=file.parent) as apart:
        made = Path(apart) / file.name
        with closing(sqlite3.connect(made)) as connection:
            connection.executescript(_SCHEMA)
        # Somebody else's was ready first: theirs may hold something already.
        with suppress(FileExistsError):
            file.hardlink_to(made)


@dataclass(frozen=True)
class TileStore:
    """Tiles of one `source` (the address they come from): those of another age until they make room.

    `most` bounds the bytes kept, of all sources together. `now` is in seconds since the epoch.
    """

    file: Path
    source: str
    most: int

    def get(self, tile: Tile, *, now: float) -> Kept | None:
        with opened(self.file) as db:
            found = db.execute(
                "SELECT image, fetched, used FROM tile WHERE source = ? AND z = ? AND x = ? AND y = ?",
                self._key(tile),
            ).fetchone()
            if found is None:
                return None
            image, fetched, used = found
            if now - used > USE_SECONDS:
                db.execute(
                    "UPDATE tile SET used = ? WHERE source = ? AND z = ? AND x = ? AND y = ?",
                    (now, *self._key(tile)),
                )
            return Kept(image, fetched)

    def put(self, tile: Tile, image: bytes, *, now: float) -> None:
        """Keep an image, and let go of those not used for longest if there are too many bytes."""
        row = (*self._key(tile), len(image) + ROW_BYTES, now, now, image)
        with opened(self.file) as db:
            db.execute("INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            self._trim(db)

    def put_nothing(self, tile: Tile, *, now: float) -> None:
        """Upstream has no such tile: it is not asked again soon; an image of before stays."""
        row = (*self._key(tile), ROW_BYTES, now, now, b"")
        with opened(self.file) as db:
            db.execute(
                "INSERT INTO tile VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET fetched = excluded.fetched",
                row,
            )
            self._trim(db)

    def _trim(self, db: sqlite3.Connection) -> None:
        (held,) = db.execute("SELECT sum(bytes) FROM tile").fetchone()
        if held > self.most:
            db.execute(_TRIM, (LEFT_AFTER_TRIM * self.most,))

    def _key(self, tile: Tile) -> tuple[str, int, int, int]:
        return self.source, tile.z, tile.x, tile.y
