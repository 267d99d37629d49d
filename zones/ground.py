"""The ground of every map as vector tiles (MVT): what needs no other source than our own boundaries."""

from functools import lru_cache

from django.db import connection

from zones.geography import version
from zones.tile_grid import Tile

__all__ = ["ground_tile", "version"]

UNITS = 4096
# Lines are drawn a little past the edge of their tile, so that a stroke has no end there.
MARGIN = 64
# Detail smaller than this many units is dropped: a quarter of a pixel on the tiles of 512 that maps draw.
DROPPED = 2
TOWN_HALLS_FROM = 12
KEPT = 1024

_SQL = """
WITH tile AS (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => %(margin)s), 4326) AS near,
           40075016.6856 / 2 ^ %(z)s / %(units)s * %(dropped)s AS grain
),
outlines AS (
    SELECT 'department' AS kind, code, name, boundary FROM zones_department
    UNION ALL SELECT 'sector', code, name, boundary FROM zones_sector
    UNION ALL SELECT 'commune', insee_code, name, boundary FROM zones_commune
),
seen AS (
    SELECT kind, code, name, boundary FROM outlines, tile WHERE boundary && near
),
zone AS (
    SELECT kind, code, name, round(ST_X(middle)::numeric, 5)::float AS lon, round(ST_Y(middle)::numeric, 5)::float AS lat,
           ST_AsMVTGeom(ST_Simplify(ST_Transform(boundary, 3857), grain), box, %(units)s, %(margin_units)s) AS geom
    FROM seen, tile, LATERAL (SELECT ST_PointOnSurface(boundary) AS middle) AS label
    WHERE kind = 'commune'
),
line AS (
    SELECT kind, ST_LineMerge(ST_UnaryUnion(ST_Collect(ST_ClipByBox2D(ST_Boundary(boundary), near)))) AS path
    FROM seen, tile GROUP BY kind
),
edge AS (
    SELECT kind, ST_AsMVTGeom(ST_Simplify(ST_Transform(path, 3857), grain), box, %(units)s, %(margin_units)s) AS geom
    FROM line, tile
),
town_hall AS (
    SELECT 'Mairie' AS label, name, ST_AsMVTGeom(ST_Transform(town_hall, 3857), box, %(units)s, %(margin_units)s) AS geom
    FROM zones_commune, tile WHERE town_hall && near AND %(z)s >= %(town_halls_from)s
),
label AS (
    SELECT kind, code, name, ST_AsMVTGeom(ST_Transform(ST_PointOnSurface(boundary), 3857), box, %(units)s, 0) AS geom
    FROM seen, tile WHERE kind <> 'commune'
)
SELECT coalesce((SELECT ST_AsMVT(zone, 'zone', %(units)s, 'geom') FROM zone WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(edge, 'edge', %(units)s, 'geom') FROM edge WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(town_hall, 'town_hall', %(units)s, 'geom') FROM town_hall WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(label, 'label', %(units)s, 'geom') FROM label WHERE geom IS NOT NULL), '')
"""


def ground_tile(tile: Tile) -> bytes:
    """The tile as MVT bytes, empty where we know nothing. `version()` names the state it shows.

    Layers: `zone` (polygons of communes: kind, code, name, and lon, lat of a point inside), `edge` (lines:
    kind), `town_hall` (points: label, name of the commune), `label` (points inside departments and sectors: kind, code, name).
    """
    return _drawn(tile, version())


@lru_cache(maxsize=KEPT)
def _drawn(tile: Tile, version: str) -> bytes:
    values = {
        "z": tile.z,
        "x": tile.x,
        "y": tile.y,
        "units": UNITS,
        "margin": MARGIN / UNITS,
        "margin_units": MARGIN,
        "dropped": DROPPED,
        "town_halls_from": TOWN_HALLS_FROM,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return bytes(cursor.fetchone()[0])
