"""The ground of every map as vector tiles (MVT): what needs no other source than our own boundaries."""

from functools import lru_cache

from django.db import connection

from zones.geography import version
from zones.tile_grid import Tile

__all__ = ["ground_tile", "version"]

UNITS = 4096
# Lines go on a little past the edge of their tile, so that a stroke has no end there.
MARGIN = 64
# Detail smaller than this many units is dropped: a quarter of a pixel on the tiles of 512 that maps draw.
DROPPED = 2
TOWN_HALLS_FROM = 12
EQUATOR_METRES = 40_075_016.6856
KEPT = 1024

COLUMNS = {
    "zone": "kind, code, name, lon, lat",
    "edge": "kind",
    "town_hall": "label, name",
    "label": "kind, code, name",
}


def _layer(name: str) -> str:
    return f"""coalesce((
        SELECT ST_AsMVT(feature, '{name}', {UNITS}, 'geom') FROM (
            SELECT {COLUMNS[name]}, ST_AsMVTGeom(shape, box, {UNITS}, {MARGIN}) AS geom FROM {name}, tile
        ) AS feature WHERE geom IS NOT NULL
    ), '')"""  # noqa: S608  only our own constants are written into it


_SQL = f"""
WITH tile AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => {MARGIN / UNITS}), 4326) AS near,
           {EQUATOR_METRES * DROPPED / UNITS} / 2 ^ %(z)s AS grain
),
outline AS (
    SELECT 'department' AS kind, code, name, boundary FROM zones_department
    UNION ALL SELECT 'sector', code, name, boundary FROM zones_sector
    UNION ALL SELECT 'commune', insee_code, name, boundary FROM zones_commune
),
seen AS (SELECT kind, code, name, boundary FROM outline, tile WHERE boundary && near),
zone AS (
    SELECT kind, code, name, round(ST_X(middle)::numeric, 5)::float AS lon,
           round(ST_Y(middle)::numeric, 5)::float AS lat,
           ST_Simplify(ST_Transform(boundary, 3857), grain) AS shape
    FROM seen, tile, LATERAL (SELECT ST_PointOnSurface(boundary) AS middle) AS inside
    WHERE kind = 'commune'
),
line AS (
    -- A limit that two zones share is drawn once: two dashes out of step would make it look solid.
    SELECT kind, ST_UnaryUnion(ST_Collect(ST_ClipByBox2D(ST_Boundary(boundary), near))) AS path
    FROM seen, tile GROUP BY kind
),
edge AS (
    SELECT kind, ST_Simplify(ST_Transform(ST_LineMerge(path), 3857), grain) AS shape FROM line, tile
),
town_hall AS (
    SELECT 'Mairie' AS label, name, ST_Transform(town_hall, 3857) AS shape
    FROM zones_commune, tile WHERE town_hall && near AND %(z)s >= {TOWN_HALLS_FROM}
),
label AS (
    SELECT kind, code, name, ST_Transform(ST_PointOnSurface(boundary), 3857) AS shape
    FROM seen WHERE kind <> 'commune'
)
SELECT {" || ".join(_layer(name) for name in COLUMNS)}
"""  # noqa: S608


def ground_tile(tile: Tile) -> bytes:
    """The tile as MVT bytes, empty where we know nothing. `version()` names the state it shows.

    Layers: `zone` (polygons of communes: kind, code, name, and lon, lat of a point inside), `edge` (lines:
    kind), `town_hall` (points: label, name of the commune), `label` (points inside departments and
    sectors: kind, code, name).
    """
    return _kept(tile, version())


def drawn(tile: Tile) -> bytes:
    """As `ground_tile`, drawn anew."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, vars(tile))
        return bytes(cursor.fetchone()[0])


@lru_cache(maxsize=KEPT)
def _kept(tile: Tile, version: str) -> bytes:
    return drawn(tile)
