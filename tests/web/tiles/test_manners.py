"""How upstream is asked: one question a tile, not too often, all processes together."""

from pathlib import Path

import pytest

from web.tiles.manners import Manners, Turn
from zones.tile_grid import Tile

A, B = Tile(10, 1, 1), Tile(10, 2, 2)


@pytest.fixture
def manners(tmp_path: Path) -> Manners:
    return Manners(tmp_path / "streets.sqlite3", rate=2.0, burst=4, lapse=4.0)


def test_one_asks_and_the_others_wait_until_the_end(manners: Manners) -> None:
    assert manners.take_turn(A, now=0.0) is Turn.OURS
    assert manners.take_turn(A, now=0.1) is Turn.ANOTHERS
    assert manners.take_turn(B, now=0.1) is Turn.OURS
    manners.end(A)
    assert not manners.is_asking(A)
    assert manners.take_turn(A, now=0.2) is Turn.OURS


def test_the_turn_of_a_process_that_died_lapses(manners: Manners) -> None:
    manners.take_turn(A, now=0.0)

    assert manners.take_turn(A, now=3.9) is Turn.ANOTHERS
    assert manners.take_turn(A, now=4.0) is Turn.OURS


def test_a_burst_is_allowed_and_then_the_rate_holds(manners: Manners) -> None:
    first = [manners.take_turn(Tile(10, x, 0), now=0.0) for x in range(6)]
    later = [manners.take_turn(Tile(10, x, 1), now=1.0) for x in range(6)]

    assert first.count(Turn.OURS) == 4
    assert later.count(Turn.OURS) == 2
    assert set(first + later) == {Turn.OURS, Turn.NOBODYS}
