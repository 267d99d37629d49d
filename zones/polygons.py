"""From whatever GEOS gives back to the one type a perimeter is stored as."""

from collections.abc import Iterable, Iterator

from django.contrib.gis.geos import GeometryCollection, GEOSGeometry, MultiPolygon, Polygon

from zones.constants import WGS84


def as_multipolygon(geometry: GEOSGeometry) -> MultiPolygon:
    """The surfaces of `geometry`, lines and points left out; empty when it has none.

    Keeps the reference system. Mends what is invalid (a repaired line may come back in pieces).
    """
    mended = geometry if geometry.valid else geometry.make_valid()
    surfaces = MultiPolygon(*_surfaces(mended), srid=geometry.srid or WGS84)
    return surfaces if surfaces.valid else as_multipolygon(surfaces.unary_union)


def union(geometries: Iterable[GEOSGeometry]) -> MultiPolygon:
    """All the surfaces together (EPSG:4326)."""
    parts = [surface for geometry in geometries for surface in _surfaces(geometry)]
    if len(parts) == 1:
        return MultiPolygon(parts[0], srid=WGS84)
    return as_multipolygon(MultiPolygon(*parts, srid=WGS84).unary_union)


def _surfaces(geometry: GEOSGeometry) -> Iterator[Polygon]:
    if isinstance(geometry, Polygon):
        if not geometry.empty:
            yield geometry
    elif isinstance(geometry, GeometryCollection):
        for part in geometry:
            yield from _surfaces(part)
