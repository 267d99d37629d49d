"""GeoJSON to polygons, suspiciously: every number and every ring is looked at before GEOS sees it."""

import math
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GeometryCollection, GEOSGeometry, MultiPolygon, Polygon

from zones.constants import WGS84
from zones.perimeters.refusals import PerimeterRefused

MIN_RING = 4
MAX_DEPTH = 8
# Corners of France in degrees, the wrong way round: latitudes where longitudes belong.
SWAPPED_X, SWAPPED_Y = (41.0, 52.0), (-6.0, 10.0)
CONTAINERS = {"FeatureCollection": "features", "GeometryCollection": "geometries"}


def polygons(document: object, depth: int = 0) -> Iterator[Polygon]:
    """The polygons of a GeoJSON document (EPSG:4326); anything that is not one is refused."""
    if depth > MAX_DEPTH:
        raise PerimeterRefused("nested", "Ce fichier est imbriqué trop profondément.")
    if not isinstance(document, dict):
        raise PerimeterRefused("not-geojson", "Ce n’est pas du GeoJSON.")
    _check_crs(document)
    kind = document.get("type")
    if kind in CONTAINERS:
        for part in _list(document.get(CONTAINERS[kind])):
            yield from polygons(part, depth + 1)
    elif kind == "Feature":
        if document.get("geometry") is None:
            raise PerimeterRefused("empty", "Un élément du fichier n’a pas de forme.")
        yield from polygons(document["geometry"], depth + 1)
    elif kind == "Polygon":
        yield _polygon(document.get("coordinates"))
    elif kind == "MultiPolygon":
        for rings in _list(document.get("coordinates")):
            yield _polygon(rings)
    else:
        raise PerimeterRefused(
            "not-a-surface",
            f"« {str(kind)[:40]} » n’est pas une surface : dessinez un polygone ou un cercle.",
        )


def check_size(parts: list[Polygon]) -> None:
    """Refuse more corners or parts than an alert can need."""
    if len(parts) > settings.PERIMETER_MAX_PARTS:
        raise PerimeterRefused(
            "too-many-parts",
            f"Le périmètre a {len(parts)} morceaux : {settings.PERIMETER_MAX_PARTS} au plus.",
        )
    corners = sum(part.num_coords for part in parts)
    if corners > settings.PERIMETER_MAX_VERTICES:
        raise PerimeterRefused(
            "too-many-vertices",
            f"Le tracé a {corners} points : {settings.PERIMETER_MAX_VERTICES} au plus. Simplifiez-le.",
        )


def check_valid(shape: GEOSGeometry) -> None:
    """Refuse what crosses itself, with a proposal."""
    if shape.valid:
        return
    raise PerimeterRefused(
        "self-crossing",
        "Le tracé se croise : déplacez un point, ou acceptez le tracé réparé.",
        repaired=surface(shape.make_valid()),
    )


def surface(geometry: GEOSGeometry) -> MultiPolygon | None:
    """The surfaces of any geometry as one MultiPolygon (lines and points fall away); None if none."""
    if isinstance(geometry, Polygon):
        parts = [] if geometry.empty else [geometry]
    elif isinstance(geometry, GeometryCollection):
        parts = [part for part in geometry if isinstance(part, Polygon) and not part.empty]
        for part in geometry:
            if isinstance(part, MultiPolygon):
                parts += list(part)
    else:
        parts = []
    return MultiPolygon(parts, srid=WGS84) if parts else None


def position(value: object) -> tuple[float, float]:
    """A longitude and a latitude in degrees; a height is dropped, anything else refused."""
    pair = _list(value)
    if len(pair) not in {2, 3}:
        raise PerimeterRefused("coordinates", "Un point n’a pas deux coordonnées.")
    x, y = (_number(item) for item in pair[:2])
    if SWAPPED_X[0] < x < SWAPPED_X[1] and SWAPPED_Y[0] < y < SWAPPED_Y[1]:
        raise PerimeterRefused(
            "swapped", "Latitude et longitude sont inversées : écrivez la longitude d’abord."
        )
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise PerimeterRefused("out-of-range", "Un point est hors du globe : degrés attendus.")
    return x, y


def _polygon(rings: object) -> Polygon:
    parts = _list(rings)
    if not parts:
        raise PerimeterRefused("empty", "Le tracé est vide.")
    shape = Polygon(*(_ring(ring) for ring in parts), srid=WGS84)
    if shape.empty:
        raise PerimeterRefused("empty", "Le tracé est vide.")
    return shape


def _ring(value: object) -> list[tuple[float, float]]:
    raw = _list(value)
    if len(raw) > settings.PERIMETER_MAX_VERTICES:
        raise PerimeterRefused(
            "too-many-vertices",
            f"Le tracé a {len(raw)} points : {settings.PERIMETER_MAX_VERTICES} au plus. Simplifiez-le.",
        )
    corners = [position(item) for item in raw]
    if not corners:
        raise PerimeterRefused("empty", "Le tracé est vide.")
    if corners[0] != corners[-1]:
        raise PerimeterRefused("unclosed", "Le tracé n’est pas fermé : revenez au premier point.")
    if len(set(corners)) < MIN_RING - 1:
        raise PerimeterRefused("too-few-points", "Il faut au moins trois points différents.")
    return corners


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PerimeterRefused("coordinates", "Une coordonnée n’est pas un nombre.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise PerimeterRefused("not-finite", "Une coordonnée n’est pas un nombre fini.")
    return number


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise PerimeterRefused("not-geojson", "Ce n’est pas du GeoJSON : une liste manque.")
    return value


def _check_crs(document: dict[str, Any]) -> None:
    """GeoJSON is WGS 84; an older file that says otherwise would land somewhere else."""
    crs = document.get("crs")
    if crs is None:
        return
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    if not name.endswith(("CRS84", ":4326")):
        raise PerimeterRefused("wrong-crs", "Le fichier n’est pas en WGS 84 (EPSG:4326) : convertissez-le.")
