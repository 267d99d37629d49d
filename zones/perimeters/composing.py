"""Shapes in, one perimeter out: the union of what is included minus what is excluded."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from zones.constants import WGS84
from zones.perimeters.covered import covered_area
from zones.perimeters.metres import area_km2
from zones.perimeters.reading import check_size, surface
from zones.perimeters.refusals import PerimeterRefused
from zones.perimeters.shapes import geometry_of

SMALLEST_KM2 = 1e-6
MAX_SHAPES = 200
# A picked zone reaches a little past the covered area where boundaries are generalised.
OUTSIDE_SHARE_TOLD = 0.005


@dataclass(frozen=True)
class Perimeter:
    """A valid, non-empty MultiPolygon (EPSG:4326), its area, and French remarks for the officer."""

    geometry: MultiPolygon
    area_km2: float
    notes: tuple[str, ...] = ()


def compose(shapes: object) -> Perimeter:
    """The perimeter of a list of shapes (parsed JSON):

    {"type": "polygon", "geometry": GeoJSON}, {"type": "circle", "center": [lon, lat], "radius": m} or
    {"type": "zone", "kind": "sector"|"commune"|"department", "code": …, "margin": m}, each with
    "sign": "include" (the default) or "exclude". Raises PerimeterRefused.
    """
    if not isinstance(shapes, list) or not all(isinstance(shape, dict) for shape in shapes):
        raise PerimeterRefused("not-shapes", "Le périmètre n’est pas une liste de formes.")
    if len(shapes) > MAX_SHAPES:
        raise PerimeterRefused("too-many-parts", f"{MAX_SHAPES} formes au plus.")
    included = _union([shape for shape in shapes if _sign(shape) == "include"])
    if included is None:
        raise PerimeterRefused("empty", "Dessinez ou choisissez un périmètre.")
    excluded = _union([shape for shape in shapes if _sign(shape) == "exclude"])
    if excluded is None:
        return _checked(included)
    return _checked(included.difference(excluded), emptied="Les exclusions ne laissent rien.")


def from_geojson(document: str | bytes | dict[str, Any]) -> Perimeter:
    """The perimeter of a GeoJSON file or object. Raises PerimeterRefused."""
    if isinstance(document, str | bytes):
        if len(document) > settings.PERIMETER_MAX_BYTES:
            limit = settings.PERIMETER_MAX_BYTES // 1000
            raise PerimeterRefused("too-heavy", f"Le périmètre est trop lourd : {limit} ko au plus.")
        document = parse(document)
    return compose([{"type": "polygon", "sign": "include", "geometry": document}])


def parse(text: str | bytes) -> Any:
    """JSON, or a refusal; bombs of brackets and broken encodings included."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PerimeterRefused("not-json", "Ce n’est pas du JSON lisible.") from error


def _sign(shape: dict[str, Any]) -> str:
    sign = shape.get("sign", "include")
    if sign not in {"include", "exclude"}:
        raise PerimeterRefused("unknown-sign", "Une forme n’est ni incluse ni exclue.")
    return str(sign)


def _union(shapes: list[dict[str, Any]]) -> GEOSGeometry | None:
    if not shapes:
        return None
    surfaces = [geometry_of(shape) for shape in shapes]
    union = surfaces[0]
    for other in surfaces[1:]:
        union = union.union(other)
    return union


def _checked(geometry: GEOSGeometry, emptied: str = "Le périmètre est vide.") -> Perimeter:
    """The last look before anything is counted: surface, size, place."""
    shape = surface(geometry)
    if shape is None:
        raise PerimeterRefused("empty", emptied)
    shape.srid = WGS84
    check_size(list(shape))
    covered = covered_area()
    if not covered.prepared.intersects(shape):
        raise PerimeterRefused(
            "elsewhere", "Ce périmètre est hors de Paris et de la petite couronne (75, 92, 93, 94)."
        )
    area = area_km2(shape)
    if area < SMALLEST_KM2:
        raise PerimeterRefused("too-small", "Ce périmètre n’a pas de surface.")
    return Perimeter(shape, area, _notes(shape))


def _notes(shape: MultiPolygon) -> tuple[str, ...]:
    covered = covered_area()
    if covered.prepared.covers(shape):
        return ()
    outside = shape.difference(covered.geometry).area / shape.area
    if outside < OUTSIDE_SHARE_TOLD:
        return ()
    return ("Le périmètre déborde des quatre départements : personne n’y est abonné.",)
