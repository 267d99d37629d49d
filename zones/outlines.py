"""Outlines of zones for the map, as GeoJSON that PostGIS writes."""

from functools import lru_cache

from django.db import connection

from zones import versions

TABLES = {
    "department": ("zones_department", "code"),
    "sector": ("zones_sector", "code"),
    "commune": ("zones_commune", "insee_code"),
}
DIGITS = 5


class UnknownKind(Exception):
    """Neither department, sector, commune nor town hall."""


def feature_collection(kind: str) -> str:
    """A GeoJSON FeatureCollection (EPSG:4326, 5 decimals, about 1 m) of one kind of zone.

    Properties: kind, code, name, label ([lon, lat] of a point inside). Kind "town-hall" gives points.
    """
    if kind != "town-hall" and kind not in TABLES:
        raise UnknownKind(kind)
    return _collection(kind, versions.current())


@lru_cache(maxsize=16)
def _collection(kind: str, version: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_TOWN_HALLS if kind == "town-hall" else _zones_sql(kind))
        (text,) = cursor.fetchone()
    return str(text)


def _zones_sql(kind: str) -> str:
    table, code = TABLES[kind]
    return f"""
        SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(
            json_build_object(
                'type', 'Feature',
                'geometry', ST_AsGeoJSON(boundary, {DIGITS})::json,
                'properties', json_build_object(
                    'kind', '{kind}', 'code', {code}, 'name', name,
                    'label', ST_AsGeoJSON(ST_PointOnSurface(boundary), {DIGITS})::json -> 'coordinates'
                )) ORDER BY {code}), '[]'::json))::text
        FROM {table} WHERE boundary IS NOT NULL
    """  # noqa: S608  table and column come from TABLES


_TOWN_HALLS = f"""
    SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(
        json_build_object(
            'type', 'Feature',
            'geometry', ST_AsGeoJSON(town_hall, {DIGITS})::json,
            'properties', json_build_object('kind', 'town-hall', 'code', insee_code, 'name', name)
        )), '[]'::json))::text
    FROM zones_commune WHERE ST_CoveredBy(town_hall, boundary)
"""  # noqa: S608  only DIGITS is written into it
