"""The grid that web maps are cut by."""

import pytest

from tests.places import VENDOME
from zones.tile_grid import NoSuchTile, Tile, padded, tile_at


def test_a_position_is_on_the_tile_that_every_web_map_gives_it() -> None:
    assert tile_at(*VENDOME, 13) == Tile(13, 4149, 2817)


def test_a_tile_knows_where_it_lies() -> None:
    assert Tile(0, 0, 0).extent == pytest.approx((-180, -85.0511, 180, 85.0511), abs=1e-3)
    west, south, east, north = Tile(13, 4149, 2817).extent
    assert west < VENDOME[0] < east
    assert south < VENDOME[1] < north


@pytest.mark.parametrize("place", [(-1, 0, 0), (20, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_nothing_lies_outside_the_grid(place: tuple[int, int, int]) -> None:
    with pytest.raises(NoSuchTile):
        Tile(*place)


def test_a_margin_lets_neighbours_in() -> None:
    paris = (2.22, 48.81, 2.47, 48.91)
    beside = tile_at(2.5, 48.85, 14)

    assert not beside.touches(paris)
    assert beside.touches(padded(paris, 0.5))
