"""Metres: lengths and areas are computed in Lambert-93 (EPSG:2154), nowhere else."""

import math
from functools import cache

from django.contrib.gis.gdal import CoordTransform, SpatialReference
from django.contrib.gis.geos import GEOSGeometry, LinearRing, MultiPolygon, Point, Polygon

from zones.constants import LAMBERT_93, WGS84

CIRCLE_SEGMENTS = 256
BUFFER_QUARTER_SEGMENTS = 32


@cache
def _transform(source: int, target: int) -> CoordTransform:
    return CoordTransform(SpatialReference(source), SpatialReference(target))


def to_lambert(geometry: GEOSGeometry) -> GEOSGeometry:
    """A copy of `geometry` (EPSG:4326) in EPSG:2154."""
    return geometry.transform(_transform(WGS84, LAMBERT_93), clone=True)


def to_wgs84(geometry: GEOSGeometry) -> GEOSGeometry:
    """A copy of `geometry` (EPSG:2154) in EPSG:4326."""
    return geometry.transform(_transform(LAMBERT_93, WGS84), clone=True)


def area_km2(geometry: GEOSGeometry) -> float:
    return to_lambert(geometry).area / 1e6


def circle(center: Point, radius: float) -> Polygon:
    """A polygon of 256 corners, `radius` metres around `center` (EPSG:4326).

    Its corners lie on the circle, so that it is within 0.01 % of the radius; Lambert-93's own
    scale error over the four departments adds less than 0.02 %.
    """
    middle = to_lambert(center)
    turns = [2 * math.pi * corner / CIRCLE_SEGMENTS for corner in range(CIRCLE_SEGMENTS)]
    ring = [(middle.x + radius * math.cos(turn), middle.y + radius * math.sin(turn)) for turn in turns]
    return to_wgs84(Polygon(LinearRing([*ring, ring[0]]), srid=LAMBERT_93))


def widened(geometry: MultiPolygon, margin: float) -> GEOSGeometry:
    """`geometry` (EPSG:4326) with `margin` metres around it."""
    return to_wgs84(to_lambert(geometry).buffer(margin, BUFFER_QUARTER_SEGMENTS))
