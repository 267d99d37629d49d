"""Metres: to Lambert-93 (EPSG:2154) and back. The only place where a geometry changes system."""

import threading

import numpy as np
import shapely
from django.contrib.gis.gdal import CoordTransform, SpatialReference
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point

from zones.constants import LAMBERT_93, WGS84
from zones.polygons import as_multipolygon


class _Transforms(threading.local):
    """Built once a thread: building takes milliseconds, and PROJ objects are not for sharing."""

    def __init__(self) -> None:
        degrees, metres = SpatialReference(WGS84), SpatialReference(LAMBERT_93)
        self.to_metres = CoordTransform(degrees, metres)
        self.to_degrees = CoordTransform(metres, degrees)


_transforms = _Transforms()


def to_metres(geometry: GEOSGeometry) -> GEOSGeometry:
    """A copy of an EPSG:4326 geometry in EPSG:2154."""
    return geometry.transform(_transforms.to_metres, clone=True)


def to_degrees(geometry: GEOSGeometry) -> GEOSGeometry:
    """A copy of an EPSG:2154 geometry in EPSG:4326."""
    return geometry.transform(_transforms.to_degrees, clone=True)


def pairs_in_degrees(metres: np.ndarray) -> np.ndarray:
    """Pairs of metres (EPSG:2154) as longitudes and latitudes: one transformation for all of them."""
    if not len(metres):
        return metres
    # Through WKB: GEOS copies a hundred thousand pairs at once, Django one by one.
    points = shapely.MultiPoint(metres).wkb
    moved = to_degrees(GEOSGeometry(memoryview(points), srid=LAMBERT_93))
    return shapely.get_coordinates(shapely.from_wkb(bytes(moved.wkb)))


def area_km2(geometry: GEOSGeometry) -> float:
    """Area on the Lambert-93 plane of an EPSG:4326 geometry."""
    return float(to_metres(geometry).area) / 1_000_000


def moved(location: Point, *, east: float, north: float) -> Point:
    """`location` (EPSG:4326) moved by metres on the Lambert-93 plane."""
    x, y, _, _ = to_metres(location).extent
    longitude, latitude, _, _ = to_degrees(Point(x + east, y + north, srid=LAMBERT_93)).extent
    return Point(longitude, latitude, srid=WGS84)


def distance(one: Point, other: Point) -> float:
    """Metres between two EPSG:4326 points on the Lambert-93 plane."""
    return float(to_metres(one).distance(to_metres(other)))


def around(geometry: GEOSGeometry, metres: float) -> MultiPolygon:
    """What lies within so many metres of an EPSG:4326 geometry, itself included."""
    return as_multipolygon(to_degrees(to_metres(geometry).buffer(metres)))
