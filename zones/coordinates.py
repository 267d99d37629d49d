"""A position typed by hand: decimal degrees or degrees, minutes, seconds, French comma or point."""

import re

from django.contrib.gis.geos import Point
from geopy.point import Point as TypedPoint

from zones.constants import WGS84

ONLY_COORDINATES = re.compile(r"[\d\s.,;:°'\"′″’+\-NSEWOnsewo]+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
DECIMAL_COMMA = re.compile(r"\b(\d{1,2}),(\d{3,})")
LATITUDES, LONGITUDES = (48.0, 49.8), (1.4, 3.4)
"""Paris and some 80 km around; what falls outside is not what the officer meant."""


def parse(text: str) -> Point | None:
    """The point (EPSG:4326) that `text` spells near Paris, in either order; None if it is none."""
    if len(text) > 60 or not ONLY_COORDINATES.fullmatch(text.strip()):
        return None
    spelled = _with_decimal_points(text.strip().upper().replace("O", "W").replace("’", "′"))
    numbers = [float(number) for number in NUMBER.findall(spelled.replace(",", " "))]
    if not 2 <= len(numbers) <= 6 or max(numbers) > 90:
        return None
    try:
        typed = TypedPoint(spelled)
    except ValueError:
        return None
    return _near_paris(typed.latitude, typed.longitude) or _near_paris(typed.longitude, typed.latitude)


def label(point: Point) -> str:
    """48,86750° N, 2,32940° E."""
    return f"{point.y:.5f}° N, {point.x:.5f}° E".replace(".", ",")


def _with_decimal_points(text: str) -> str:
    """ "48,8675 2,3294" has commas inside its numbers; "48.8675, 2.3294" between them."""
    if "." in text or len(DECIMAL_COMMA.findall(text)) != 2:
        return text
    return re.sub(r"(?<=\d)\s*[,;]\s+(?=\d)", " ", DECIMAL_COMMA.sub(r"\1.\2", text))


def _near_paris(latitude: float, longitude: float) -> Point | None:
    inside = LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
    return Point(longitude, latitude, srid=WGS84) if inside else None
