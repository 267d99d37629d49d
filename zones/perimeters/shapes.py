"""The three kinds of shape an officer combines: drawn, circle, picked zone."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any, Protocol

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from zones import french
from zones.constants import LAMBERT_93, WGS84
from zones.geography import Geography
from zones.lambert import around, to_degrees, to_metres
from zones.perimeters.drawn import Allowance, read_position, read_surface, wrong_structure
from zones.perimeters.refusals import PerimeterRefused
from zones.perimeters.surroundings import refuse_far_away

RADIUS = (50, 2_000)
MARGIN = (0, 500)
MAX_LABEL = 80
SEGMENTS = 256
DIRECTIONS = tuple((cos(2 * pi * k / SEGMENTS), sin(2 * pi * k / SEGMENTS)) for k in range(SEGMENTS))


class Shape(Protocol):
    """One chip of the officer's list."""

    @property
    def included(self) -> bool: ...

    def surface(self) -> MultiPolygon:
        """What it covers, EPSG:4326, valid."""

    def words(self) -> str:
        """What it is called in a sentence."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    included: bool
    label: str
    geometry: MultiPolygon

    def surface(self) -> MultiPolygon:
        return self.geometry

    def words(self) -> str:
        return self.label or "tracé libre"


@dataclass(frozen=True, kw_only=True)
class Circle:
    """`radius` in metres on the Lambert-93 plane, `center` longitude and latitude."""

    included: bool
    label: str
    center: tuple[float, float]
    radius: float

    def surface(self) -> MultiPolygon:
        x0, y0, _, _ = to_metres(Point(*self.center, srid=WGS84)).extent
        ring = [(x0 + self.radius * x, y0 + self.radius * y) for x, y in DIRECTIONS]
        circle = Polygon([*ring, ring[0]], srid=LAMBERT_93)
        return MultiPolygon(to_degrees(circle), srid=WGS84)

    def words(self) -> str:
        centre = f" autour de {self.label}" if self.label else ""
        return f"cercle de {french.number(round(self.radius))} m{centre}"


@dataclass(frozen=True, kw_only=True)
class Picked:
    """A zone, widened by `margin` metres because boundaries are generalised."""

    included: bool
    name: str
    boundary: MultiPolygon
    margin: float

    def surface(self) -> MultiPolygon:
        if not self.margin:
            return self.boundary
        return around(self.boundary, self.margin)

    def words(self) -> str:
        beyond = f" et {french.number(round(self.margin))} m autour" if self.margin else ""
        return f"{self.name}{beyond}"


def read_shape(shape: object, allowance: Allowance, geography: Geography) -> Shape:
    if not isinstance(shape, dict):
        raise wrong_structure()
    reader = READERS.get(str(shape.get("type")))
    if reader is None:
        raise PerimeterRefused(
            "unknown_type", "Forme inconnue : tracez un polygone ou un cercle, ou prenez une zone."
        )
    if shape.get("sign") not in {"include", "exclude"}:
        raise PerimeterRefused("unknown_sign", "Chaque forme est à inclure ou à exclure : précisez.")
    return reader(shape, allowance, geography)


def _read_drawn(shape: dict[str, Any], allowance: Allowance, geography: Geography) -> Drawn:
    geometry = read_surface(shape.get("geometry"), allowance)
    refuse_far_away(geometry.extent)
    return Drawn(included=_included(shape), label=_label(shape), geometry=geometry)


def _read_circle(shape: dict[str, Any], allowance: Allowance, geography: Geography) -> Circle:
    allowance.spend(parts=1)
    lon, lat = read_position(shape.get("center"))
    refuse_far_away((lon, lat, lon, lat))
    radius = _metres(shape.get("radius"), RADIUS, "bad_radius", "Le rayon")
    return Circle(included=_included(shape), label=_label(shape), center=(lon, lat), radius=radius)


def _read_zone(shape: dict[str, Any], allowance: Allowance, geography: Geography) -> Picked:
    allowance.spend(parts=1)
    margin = _metres(shape.get("margin") or 0, MARGIN, "bad_margin", "La marge")
    zone = geography.zones.get((str(shape.get("kind")), str(shape.get("code"))))
    if zone is None:
        raise PerimeterRefused("unknown_zone", "Cette zone n'existe pas ou plus : choisissez-la à nouveau.")
    if zone.boundary is None:
        raise PerimeterRefused(
            "zone_without_territory",
            f"{zone.name} n'a pas de territoire propre : tracez la zone voulue.",
        )
    return Picked(included=_included(shape), name=zone.name, boundary=zone.boundary, margin=margin)


READERS: dict[str, Callable[[dict[str, Any], Allowance, Geography], Shape]] = {
    "polygon": _read_drawn,
    "circle": _read_circle,
    "zone": _read_zone,
}


def _included(shape: dict[str, Any]) -> bool:
    return bool(shape["sign"] == "include")


def _label(shape: dict[str, Any]) -> str:
    """One printable line, cut to what a chip can show."""
    line = "".join(letter if letter.isprintable() else " " for letter in str(shape.get("label") or ""))
    return " ".join(line.split())[:MAX_LABEL]


def _metres(value: object, limits: tuple[int, int], code: str, noun: str) -> float:
    low, high = limits
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # type: ignore[operator]
        raise PerimeterRefused(code, f"{noun} doit être entre {low} et {french.number(high)} mètres.")
    return float(value)  # type: ignore[arg-type]
