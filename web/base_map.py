"""What the pages' map module is told: area, zooms, where the ground and the streets come from."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from zones.tile_grid import Extent, Tile, tile_at

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
            "overview": {"url": _pattern("web:tile-ground"), **vars(overview(settings.COVERED_EXTENT))},
        },
        "streets": streets if settings.STREETS_URL else None,
    }


def overview(extent: Extent) -> Tile:
    """The smallest tile that holds the whole of `extent`."""
    west, south, east, north = extent
    deepest = range(settings.MAP_ZOOMS[1], 0, -1)
    held = (z for z in deepest if tile_at(west, north, z) == tile_at(east, south, z))
    return tile_at(west, north, next(held, 0))


def _pattern(name: str) -> str:
    return reverse(name, kwargs=_SAMPLE).replace("1/1/1", "{z}/{x}/{y}")
