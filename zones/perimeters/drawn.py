"""GeoJSON polygons, checked position by position before GEOS sees them."""

from dataclasses import dataclass
from math import inf
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSException, MultiPolygon, Polygon

from zones import french
from zones.constants import WGS84
from zones.perimeters.documents import not_finite
from zones.perimeters.refusals import PerimeterRefused
from zones.polygons import as_multipolygon, union

Position = tuple[float, float]
MAX_REPAIRED_VERTICES, MAX_REPAIRED_CROSSINGS = 200, 20
"""Above, no repair is proposed: a hostile star of n edges has n² crossings, minutes of work."""
CROSSINGS = ("Self-intersection", "Ring Self-intersection")
LAMBERT_X, LAMBERT_Y = (0, 1_300_000), (6_000_000, 7_200_000)


@dataclass
class Allowance:
    """What may still be drawn in one perimeter, all shapes together."""

    vertices: int
    parts: int

    @classmethod
    def full(cls) -> "Allowance":
        return cls(settings.PERIMETER_MAX_VERTICES, settings.PERIMETER_MAX_PARTS)

    def spend(self, *, vertices: int = 0, parts: int = 0) -> None:
        self.vertices -= vertices
        self.parts -= parts
        if self.vertices < 0:
            raise PerimeterRefused(
                "too_many_vertices",
                f"Le tracé a trop de points : {french.number(settings.PERIMETER_MAX_VERTICES)} au "
                "plus. Simplifiez-le.",
            )
        if self.parts < 0:
            raise PerimeterRefused(
                "too_many_parts",
                f"Le périmètre a trop de morceaux : {french.number(settings.PERIMETER_MAX_PARTS)} au "
                "plus. Réunissez-les en formes plus grandes.",
            )


def read_surface(geometry: object, allowance: Allowance) -> MultiPolygon:
    """A GeoJSON Polygon or MultiPolygon as a valid surface; altitudes are dropped."""
    kind, coordinates = _members(geometry)
    if kind not in {"Polygon", "MultiPolygon"}:
        raise PerimeterRefused(
            "unknown_type",
            "Seuls les polygones délimitent un périmètre : "
            "tracez un polygone, un rectangle, un cercle ou un couloir.",
        )
    polygons = [coordinates] if kind == "Polygon" else _list(coordinates)
    if not polygons:
        raise empty()
    allowance.spend(parts=len(polygons))
    return union(_polygon(rings, allowance) for rings in polygons)


def empty() -> PerimeterRefused:
    return PerimeterRefused("empty", "Le périmètre est vide : tracez une forme ou choisissez une zone.")


def wrong_structure() -> PerimeterRefused:
    return PerimeterRefused(
        "wrong_structure",
        "Le tracé n'a pas la forme attendue : tracez-le ou exportez-le à nouveau.",
    )


def _members(geometry: object) -> tuple[object, object]:
    if not isinstance(geometry, dict):
        raise wrong_structure()
    refuse_other_system(geometry)
    return geometry.get("type"), geometry.get("coordinates")


def refuse_other_system(document: dict[str, Any]) -> None:
    """GeoJSON is WGS 84 longitude, latitude; the old `crs` member may only say so."""
    if document.get("crs") is None:
        return
    declared = str(document["crs"])
    if not any(name in declared for name in ("CRS84", "4326'")):
        raise PerimeterRefused(
            "wrong_crs",
            "Le fichier déclare un autre système de coordonnées : "
            "exportez-le en WGS 84 (EPSG:4326), longitude puis latitude.",
        )


def _list(value: object) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise wrong_structure()
    return list(value)


def _polygon(rings: object, allowance: Allowance) -> Polygon:
    checked = [_ring(ring, allowance) for ring in _list(rings)]
    if not checked:
        raise empty()
    try:
        polygon = Polygon(*checked, srid=WGS84)
    except GEOSException as error:
        raise wrong_structure() from error
    if not polygon.valid:
        raise _invalid(polygon)
    return polygon


def _ring(ring: object, allowance: Allowance) -> list[Position]:
    positions = _list(ring)
    allowance.spend(vertices=len(positions))
    checked = [read_position(position) for position in positions]
    if not checked:
        raise empty()
    if checked[0] != checked[-1]:
        raise PerimeterRefused(
            "unclosed_ring",
            "Le tracé n'est pas fermé : son dernier point doit être le premier.",
        )
    if len(checked) < 4:
        raise PerimeterRefused("too_few_points", "Un tracé a besoin de trois points distincts au moins.")
    return checked


def read_position(value: object) -> Position:
    """Longitude and latitude in degrees; an altitude is checked, then dropped."""
    numbers = _list(value)
    if not 2 <= len(numbers) <= 4:
        raise wrong_structure()
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise PerimeterRefused(
                "not_a_number", "Une coordonnée n'est pas un nombre : vérifiez le fichier."
            )
        if number != number or number in (inf, -inf):
            raise not_finite()
    lon, lat = numbers[0], numbers[1]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise _out_of_range(lon, lat)
    return float(lon), float(lat)


def _out_of_range(lon: float, lat: float) -> PerimeterRefused:
    if LAMBERT_X[0] <= lon <= LAMBERT_X[1] and LAMBERT_Y[0] <= lat <= LAMBERT_Y[1]:
        return PerimeterRefused(
            "wrong_crs",
            "Les coordonnées semblent être en Lambert-93 : exportez en WGS 84 (EPSG:4326).",
        )
    return PerimeterRefused(
        "out_of_range",
        "Une coordonnée sort du globe : il faut une longitude entre -180 et 180, "
        "puis une latitude entre -90 et 90.",
    )


def _invalid(polygon: Polygon) -> PerimeterRefused:
    reason = polygon.valid_reason
    if reason.startswith("Too few points"):
        return PerimeterRefused(
            "no_area", "Le tracé n'a pas de surface : écartez ses points les uns des autres."
        )
    repaired = _repaired(polygon)
    if reason.startswith(CROSSINGS):
        return PerimeterRefused(
            "self_crossing",
            "Le tracé se croise : déplacez le point en cause ou acceptez le tracé réparé.",
            repaired=repaired,
        )
    return PerimeterRefused(
        "wrong_hole",
        "Un trou du tracé est mal placé : il doit être entièrement à l'intérieur, sans en toucher "
        "un autre. Tracez-le à nouveau ou acceptez le tracé réparé.",
        repaired=repaired,
    )


def _repaired(polygon: Polygon) -> MultiPolygon | None:
    """A valid surface from the same line, when it crosses itself a hand's number of times."""
    if polygon.num_coords > MAX_REPAIRED_VERTICES:
        return None
    pieces = polygon.boundary.unary_union.num_coords - polygon.num_coords
    if pieces > 4 * MAX_REPAIRED_CROSSINGS:  # a crossing adds two ends to each of its two lines
        return None
    return as_multipolygon(polygon) or None
