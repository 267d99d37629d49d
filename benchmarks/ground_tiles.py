"""C1: tiles of the ground, z8 to z16: time and bytes, beside the same zones undiminished and as GeoJSON."""

import gzip
import random
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model

from benchmarks.scene import SEED, Scene
from benchmarks.timing import Measure, compare
from zones.ground import MARGIN, UNITS, drawn, ground_tile
from zones.models import Commune, Department, Sector
from zones.tile_grid import Tile, tile_at

ZOOMS = range(8, 17)
CASES = 20
ZONES: tuple[type[Model], ...] = (Department, Sector, Commune)

_RAW = f"""
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box)
SELECT coalesce(ST_AsMVT(feature, 'zone', {UNITS}, 'geom'), '') FROM (
    SELECT name, ST_AsMVTGeom(ST_Transform(boundary, 3857), box, {UNITS}, {MARGIN}) AS geom
    FROM ({{zones}}) AS zone, tile WHERE ST_Transform(boundary, 3857) && box
) AS feature WHERE geom IS NOT NULL
"""  # noqa: S608  only our own constants are written into it
_GEOJSON = """
SELECT coalesce(string_agg(ST_AsGeoJSON(boundary, 6), ','), '')::bytea FROM ({zones}) AS zone
WHERE boundary && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326)
"""


class TileMeasure(Measure):
    """Adds what the tiles weigh, compressed: median and heaviest."""

    bytes: dict[str, list[int]]

    def lines(self) -> list[str]:
        weights = [
            f"{variant} {sorted(found)[len(found) // 2]:,}/{max(found):,}"
            for variant, found in self.bytes.items()
        ]
        return [*super().lines(), "    bytes gz, median/most: " + ", ".join(weights)]


def measure(scene: Scene, *, out: Path) -> Iterator[Measure]:
    """One measure a zoom. All variants must agree on where there is nothing."""
    makers: dict[str, Callable[[Tile], bytes]] = {
        "as served": ground_tile,
        "drawn anew": drawn,
        "raw MVT": lambda tile: _ask(_RAW, tile),
        "GeoJSON": lambda tile: _ask(_GEOJSON, tile),
    }
    for z in ZOOMS:
        tiles = _tiles(z)
        found = compare(f"C1 z{z}", {name: _emptiness(make) for name, make in makers.items()}, tiles)
        found.save(out)
        weighed = TileMeasure(found.name, found.seconds)
        weighed.bytes = {
            name: [len(gzip.compress(make(tile))) for tile in tiles] for name, make in makers.items()
        }
        yield weighed


def _emptiness(make: Callable[[Tile], bytes]) -> Callable[[Any], Hashable]:
    return lambda tile: bool(make(tile))


def _ask(sql: str, tile: Tile) -> bytes:
    zones = " UNION ALL ".join(f"SELECT name, boundary FROM {model._meta.db_table}" for model in ZONES)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql.format(zones=zones), vars(tile))
        return bytes(cursor.fetchone()[0])


def _tiles(z: int) -> list[Tile]:
    """Some tiles of the middle of the area, where all variants have something."""
    west, south, east, north = settings.COVERED_EXTENT
    rng = random.Random(SEED)  # noqa: S311  the same tiles at every run
    places = ((rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.65)) for _ in range(CASES))
    return [tile_at(west + x * (east - west), south + y * (north - south), z) for x, y in places]
