"""Zones as GeoJSON for the map; written by PostGIS, kept until a row changes."""

from functools import lru_cache

from django.db import connection

from zones.geography import version

__all__ = ["KINDS", "feature_collection", "version"]

DECIMALS = 6
ROWS = {
    "department": "SELECT 'department' AS kind, code, name, code AS department, boundary"
    " FROM zones_department",
    "sector": "SELECT 'sector' AS kind, sector.code, sector.name, department.code AS department,"
    " sector.boundary FROM zones_sector AS sector"
    " JOIN zones_department AS department ON department.id = sector.department_id"
    " WHERE sector.boundary IS NOT NULL",
    "commune": "SELECT 'commune' AS kind, commune.insee_code AS code, commune.name,"
    " department.code AS department, commune.boundary FROM zones_commune AS commune"
    " JOIN zones_department AS department ON department.id = commune.department_id",
    "town_hall": "SELECT 'town_hall' AS kind, commune.insee_code AS code, commune.name,"
    " department.code AS department, commune.town_hall AS boundary"
    " FROM zones_commune AS commune"
    " JOIN zones_department AS department ON department.id = commune.department_id"
    " WHERE commune.town_hall IS NOT NULL",
}
KINDS = tuple(ROWS)
COLLECTION = """
SELECT json_build_object(
    'type', 'FeatureCollection',
    'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'id', kind || ':' || code,
        'properties', json_build_object(
            'kind', kind, 'code', code, 'name', name, 'department', department,
            'label', ST_AsGeoJSON(ST_PointOnSurface(boundary), {decimals})::json -> 'coordinates'
        ),
        'geometry', ST_AsGeoJSON(boundary, {decimals})::json
    ) ORDER BY code), '[]'::json)
)::text
FROM ({rows}) AS zone
"""


def feature_collection(kind: str) -> str:
    """GeoJSON text (EPSG:4326) of all zones of a kind in KINDS; raises KeyError for another kind.

    Properties: kind, code, name, department, label (longitude, latitude of a point inside).
    `version()` names the state it shows: an ETag, together with the kind.
    """
    return _written(kind, version())


@lru_cache(maxsize=2 * len(ROWS))
def _written(kind: str, version: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(COLLECTION.format(rows=ROWS[kind], decimals=DECIMALS))
        return str(cursor.fetchone()[0])
