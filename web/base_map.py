"""What the pages' map module is told: area, zooms, where the ground and the streets come from."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from zones.tile_grid import Extent, Tile, tile_at

OVERVIEW = 4
# An address is written with this tile, then its numbers become {z}, {x} and {y}.
_SAMPLE = {"z": 1, "x": 1, "y": 1}


def page_data() -> dict[str, Any]:
    """As JSON, the element `map-data` of a page; `streets` is None where there is no upstream."""
    streets = {"url": _pattern("web:tile-streets"), "attribution": settings.STREETS_ATTRIBUTION}
    return {
        "extent": settings.COVERED_EXTENT,
        "zooms": settings.MAP_ZOOMS,
        "sprite": static("web/icons/sprite.svg"),
        "ground": {
            "url": _pattern("web:tile-ground"),
            "attribution": settings.GROUND_ATTRIBUTION,
            "overview": [vars(tile) for tile in overview(settings.COVERED_EXTENT)],
        },
        "streets": streets if settings.STREETS_URL else None,
    }


def overview(extent: Extent) -> list[Tile]:
    """The at most OVERVIEW smallest tiles of one zoom that hold the whole of `extent`."""
    found = [Tile(0, 0, 0)]
    for z in range(1, settings.MAP_ZOOMS[1]):
        tiles = _covering(extent, z)
        if len(tiles) > OVERVIEW:
            break
        found = tiles
    return found


def _covering(extent: Extent, z: int) -> list[Tile]:
    west, south, east, north = extent
    first, last = tile_at(west, north, z), tile_at(east, south, z)
    return [Tile(z, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)]


def _pattern(name: str) -> str:
    return reverse(name, kwargs=_SAMPLE).replace("1/1/1", "{z}/{x}/{y}")
