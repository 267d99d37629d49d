"""The store of street tiles: bounded, shared, and never in anybody's way."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from web.tiles.store import ROW_BYTES, USE_SECONDS, TileStore
from zones.tile_grid import Tile

IMAGE = bytes(10_000)
AT_ONCE = 4
NEW_STORES = 300
ROOM = 10 * (len(IMAGE) + ROW_BYTES)


@pytest.fixture
def store(tmp_path: Path) -> TileStore:
    return TileStore(tmp_path / "streets.sqlite3", "here", ROOM)


def kept(store: TileStore, now: float = 1e9) -> set[int]:
    return {x for x in range(100) if store.get(Tile(10, x, 0), now=now)}


def test_what_was_put_is_there_for_the_next_process_and_the_next_day(
    store: TileStore, tmp_path: Path
) -> None:
    store.put(Tile(10, 1, 2), IMAGE, now=5.0)

    again = TileStore(tmp_path / "streets.sqlite3", "here", ROOM).get(Tile(10, 1, 2), now=100_000.0)

    assert again is not None
    assert (again.image, again.fetched) == (IMAGE, 5.0)
    assert store.get(Tile(10, 2, 1), now=5.0) is None


def test_a_new_store_is_there_for_all_who_open_it_at_once(tmp_path: Path) -> None:
    together = threading.Barrier(AT_ONCE, timeout=10)

    def open_all(_: int) -> int:
        found = 0
        for number in range(NEW_STORES):
            together.wait()
            store = TileStore(tmp_path / f"{number}.sqlite3", "here", ROOM)
            found += store.get(Tile(10, 1, 2), now=5.0) is not None
        return found

    with ThreadPoolExecutor(AT_ONCE) as openers:
        assert sum(openers.map(open_all, range(AT_ONCE))) == 0
    assert len(list(tmp_path.glob("*.sqlite3"))) == NEW_STORES


def test_a_file_that_is_empty_is_begun_anew(store: TileStore) -> None:
    store.file.touch()

    with pytest.raises(sqlite3.DatabaseError):
        store.put(Tile(10, 1, 2), IMAGE, now=5.0)
    store.put(Tile(10, 1, 2), IMAGE, now=5.0)

    assert store.get(Tile(10, 1, 2), now=5.0) is not None


def test_a_folder_in_which_nothing_can_be_made_is_a_store_that_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = TileStore(tmp_path / "file" / "streets.sqlite3", "here", ROOM)

    with pytest.raises(sqlite3.OperationalError, match="no store"):
        store.get(Tile(10, 1, 2), now=5.0)


def test_the_bytes_kept_stay_under_the_bound_and_so_does_the_file(store: TileStore) -> None:
    for x in range(100):
        store.put(Tile(10, x, 0), IMAGE, now=float(x))

    assert kept(store) <= set(range(90, 100))
    assert len(kept(store)) >= 8
    assert store.file.stat().st_size < 2 * ROOM


def test_what_is_looked_at_outlives_what_is_not(store: TileStore) -> None:
    for x in range(9):
        store.put(Tile(10, x, 0), IMAGE, now=float(x))
    store.get(Tile(10, 0, 0), now=2.0 * USE_SECONDS)

    for x in range(10, 14):
        store.put(Tile(10, x, 0), IMAGE, now=2.0 * USE_SECONDS + x)

    assert 0 in kept(store)
    assert 1 not in kept(store)


def test_another_source_has_other_tiles(store: TileStore) -> None:
    store.put(Tile(10, 1, 1), IMAGE, now=1.0)

    assert TileStore(store.file, "there", ROOM).get(Tile(10, 1, 1), now=1.0) is None


def test_a_tile_that_upstream_lost_keeps_its_image(store: TileStore) -> None:
    store.put(Tile(10, 1, 1), IMAGE, now=1.0)
    store.put_nothing(Tile(10, 1, 1), now=7.0)
    store.put_nothing(Tile(10, 2, 2), now=7.0)

    before, never = store.get(Tile(10, 1, 1), now=8.0), store.get(Tile(10, 2, 2), now=8.0)
    assert before is not None
    assert never is not None
    assert (before.image, before.fetched) == (IMAGE, 7.0)
    assert never.image == b""
