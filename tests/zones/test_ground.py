"""The ground of the maps as vector tiles."""

import gzip
from pathlib import Path

import pyogrio
import pytest
from django.conf import settings

from tests.places import VENDOME
from zones.ground import ground_tile
from zones.models import Sector
from zones.tile_grid import Tile, tile_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]

MOST_GZIPPED = 50 * 1024
NORTH, SOUTH = Tile(9, 259, 175), Tile(9, 259, 176)


def layers(tile: Tile, folder: Path) -> dict[str, list[dict[str, object]]]:
    """Layer name -> properties of its features, as GDAL reads them."""
    file = folder / f"{tile.z}-{tile.x}-{tile.y}.mvt"
    file.write_bytes(ground_tile(tile))
    found = {}
    for name, _ in pyogrio.list_layers(file):
        meta, _, _, columns = pyogrio.raw.read(file, layer=name, read_geometry=False)
        rows = zip(*columns, strict=True)
        found[str(name)] = [dict(zip(meta["fields"], row, strict=True)) for row in rows]
    return found


def test_two_tiles_hold_the_name_and_the_place_of_every_zone(tmp_path: Path) -> None:
    north, south = layers(NORTH, tmp_path), layers(SOUTH, tmp_path)

    zones = {zone["code"]: zone for zone in (*north["zone"], *south["zone"])}
    assert len(zones) == 142
    clichy = zones["92024"]
    assert (clichy["name"], clichy["lon"]) == ("Clichy", pytest.approx(2.306, abs=0.01))
    assert {edge["kind"] for edge in south["edge"]} == {"department", "sector", "commune"}
    kinds = [label["kind"] for label in (*north["label"], *south["label"])]
    assert (kinds.count("department"), kinds.count("sector")) == (4, 79)


def test_a_street_view_holds_what_is_near_and_its_town_halls(tmp_path: Path) -> None:
    found = layers(tile_at(*VENDOME, 12), tmp_path)

    names = {zone["name"] for zone in found["zone"]}
    assert "Paris 1er arrondissement" in names
    assert "Clamart" not in names
    assert {hall["label"] for hall in found["town_hall"]} == {"Mairie"}


def test_nothing_is_drawn_where_we_know_nothing() -> None:
    assert ground_tile(tile_at(5.37, 43.3, 12)) == b""


@pytest.mark.parametrize("z", range(8, 17))
def test_every_tile_is_light(z: int) -> None:
    west, south, east, north = settings.COVERED_EXTENT
    across = [west + part * (east - west) / 8 for part in range(9)]
    up = [south + part * (north - south) / 8 for part in range(9)]
    tiles = {tile_at(x, y, z) for x in across for y in up}

    assert max(len(gzip.compress(ground_tile(tile))) for tile in tiles) < MOST_GZIPPED


def test_a_changed_name_is_drawn_at_once(tmp_path: Path) -> None:
    before = ground_tile(SOUTH)
    Sector.objects.filter(code="75-07").update(name="Invalides")

    assert b"Invalides" not in before
    assert b"Invalides" in ground_tile(SOUTH)
