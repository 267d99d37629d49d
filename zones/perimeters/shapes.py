"""One shape of a perimeter, as the page sends it: a polygon, a circle, or a zone that was picked."""

from collections.abc import Callable
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import models

from zones.constants import WGS84
from zones.models import Commune, Department, Sector
from zones.perimeters.metres import circle, widened
from zones.perimeters.reading import check_size, check_valid, polygons, position
from zones.perimeters.refusals import PerimeterRefused

RADIUS = (50, 2000)
MARGIN = (0, 500)
ZONES: dict[str, tuple[type[models.Model], str]] = {
    "sector": (Sector, "code"),
    "commune": (Commune, "insee_code"),
    "department": (Department, "code"),
}


def geometry_of(shape: dict[str, Any]) -> GEOSGeometry:
    """The surface of one shape, valid, in EPSG:4326."""
    kind = shape.get("type")
    read = READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise PerimeterRefused("unknown-shape", "Cette forme n’est pas connue.")
    return read(shape)


def zone_of(shape: dict[str, Any]) -> Any:
    """The department, commune or sector that a "zone" shape names."""
    kind, code = shape.get("kind"), shape.get("code")
    if not isinstance(kind, str) or kind not in ZONES or not isinstance(code, str):
        raise PerimeterRefused("unknown-zone", "Cette zone n’est pas connue.")
    model, field = ZONES[kind]
    zone = model._default_manager.filter(**{field: code}).first()
    if zone is None:
        raise PerimeterRefused("unknown-zone", f"La zone « {code[:40]} » n’existe pas.")
    return zone


def _drawn(shape: dict[str, Any]) -> GEOSGeometry:
    parts = list(polygons(shape.get("geometry")))
    check_size(parts)
    if not parts:
        raise PerimeterRefused("empty", "Le tracé est vide.")
    drawn = MultiPolygon(parts, srid=WGS84)
    for part in parts:
        check_valid(part)
    # Parts that overlap make an invalid multipolygon although each is fine: their union is meant.
    return drawn if drawn.valid else drawn.unary_union


def _circle(shape: dict[str, Any]) -> GEOSGeometry:
    radius = _metres(shape.get("radius"), RADIUS, "Le rayon")
    return circle(Point(*position(shape.get("center")), srid=WGS84), radius)


def _zone(shape: dict[str, Any]) -> GEOSGeometry:
    zone = zone_of(shape)
    if zone.boundary is None:
        raise PerimeterRefused(
            "zone-without-territory", f"« {zone} » n’a pas de territoire : choisissez des communes."
        )
    margin = _metres(shape.get("margin", 0), MARGIN, "La marge")
    return widened(zone.boundary, margin) if margin else zone.boundary


def _metres(value: object, bounds: tuple[int, int], what: str) -> float:
    low, high = bounds
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # type: ignore[operator]
        raise PerimeterRefused("metres", f"{what} doit être entre {low} et {high} mètres.")
    return float(value)  # type: ignore[arg-type]


READERS: dict[str, Callable[[dict[str, Any]], GEOSGeometry]] = {
    "polygon": _drawn,
    "circle": _circle,
    "zone": _zone,
}
