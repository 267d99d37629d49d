"""What an officer types to find a place: communes, sectors, postcodes, town halls, coordinates."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.gis.geos import Point
from geopy.point import Point as AnyNotation

from zones import versions
from zones.constants import WGS84
from zones.models import Commune, Department, Sector

LIMIT = 8
SHORTEST_POSTCODE_START = 3
SMALL_WORDS = ("de", "du", "des", "d", "l", "la", "le", "les")
FRENCH_PAIR = re.compile(r"^\s*(-?\d+)[.,](\d+)\s*[;, ]\s*(-?\d+)[.,](\d+)\s*$")


@dataclass(frozen=True)
class Place:
    """One answer: a point (EPSG:4326) to draw around, or a zone (kind, code) to pick, or both."""

    label: str
    kind: str
    location: Point | None
    zone: tuple[str, str] | None = None


@dataclass(frozen=True)
class _Entry:
    words: tuple[str, ...]
    place: Place


def search(query: str, limit: int = LIMIT) -> list[Place]:
    """Places whose words begin with the words typed; accents, case and hyphens do not matter."""
    if coordinates := _coordinates(query):
        return [coordinates]
    typed = _words(query)
    if not typed:
        return []
    found = [entry for entry in _entries(versions.current()) if _matches(typed, entry.words)]
    found.sort(key=lambda entry: (entry.words[: len(typed)] != tuple(typed), len(entry.words)))
    return [entry.place for entry in found[:limit]]


def _matches(typed: list[str], words: tuple[str, ...]) -> bool:
    return all(any(_begins(word, start) for word in words) for start in typed)


def _begins(word: str, start: str) -> bool:
    """A short number is meant whole ("1er" is not "10e"); a postcode may be half typed."""
    return (
        word == start if start.isdigit() and len(start) < SHORTEST_POSTCODE_START else word.startswith(start)
    )


def _words(text: str) -> list[str]:
    """Lower-case words without accents; "st" and "ste" read as "saint" and "sainte"."""
    text = text.replace("’", " ")
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    full = {"st": "saint", "ste": "sainte", "arrondissement": "", "arr": "", **dict.fromkeys(SMALL_WORDS, "")}
    words = (full.get(word, word) for word in re.findall(r"[a-z0-9]+", bare))
    return [re.sub(r"^(\d+)(er|eme|e)$", r"\1", word) for word in words if word]


def _coordinates(query: str) -> Place | None:
    """Latitude then longitude, in any notation that geopy reads, or with decimal commas."""
    if not any(char.isdigit() for char in query) or re.fullmatch(r"[\d\s]*", query):
        return None
    text = FRENCH_PAIR.sub(r"\1.\2, \3.\4", query)
    try:
        point = AnyNotation.from_string(text)
    except ValueError:
        return None
    label = f"{point.latitude:.5f}, {point.longitude:.5f}"
    return Place(label, "coordonnées", Point(point.longitude, point.latitude, srid=WGS84))


@lru_cache(maxsize=2)
def _entries(version: int) -> tuple[_Entry, ...]:
    """Everything that can be found, built once per version of the zones."""
    entries: list[_Entry] = []
    for department in Department.objects.order_by("code"):
        entries.append(_zone_entry(department, "département", ("department", department.code)))
    for sector in Sector.objects.pickable().order_by("code"):
        entries.append(_zone_entry(sector, "secteur", ("sector", sector.code)))
    for commune in Commune.objects.order_by("insee_code"):
        entries += _commune_entries(commune)
    return tuple(entries)


def _zone_entry(zone: Any, kind: str, key: tuple[str, str], *more: str) -> _Entry:
    place = Place(f"{zone.name} ({kind})", kind, zone.boundary.point_on_surface, key)
    return _Entry((*_words(zone.name), *_words(kind), key[1], *more), place)


def _commune_entries(commune: Commune) -> list[_Entry]:
    kind = "arrondissement" if commune.insee_code.startswith("751") else "commune"
    key = ("commune", commune.insee_code)
    entries = [_zone_entry(commune, kind, key, *commune.postcodes)]
    # Some town halls of the open data lie in another commune: those are not offered.
    hall = commune.town_hall
    if hall is not None and commune.boundary.covers(hall):
        label = f"Mairie, {commune.name}"
        entries.append(_Entry(tuple(_words(f"mairie {commune.name}")), Place(label, "mairie", hall)))
    return entries
