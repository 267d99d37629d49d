"""Every name an officer may type, with what it stands for; read once per state of the tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.gis.geos import Point

from zones.geography import version
from zones.models import Commune, Department, Sector
from zones.words import of, words


@dataclass(frozen=True, kw_only=True)
class Place:
    """An answer to a search: `location` (EPSG:4326) to look at, `zone` (kind, code) to pick."""

    label: str
    kind: str
    location: Point | None
    zone: tuple[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A place under one of its names; `extra` words may be typed and change nothing."""

    place: Place
    name: tuple[str, ...]
    extra: frozenset[str] = frozenset()


def entries() -> list[Entry]:
    return _read(version())


@lru_cache(maxsize=2)
def _read(version: str) -> list[Entry]:
    return [*_departments(), *_communes(), *_sectors()]


def _departments() -> Iterator[Entry]:
    for row in Department.objects.all():
        place = Place(
            label=f"{row.name}, département ({row.code})",
            kind="department",
            location=row.boundary.point_on_surface,
            zone=("department", row.code),
        )
        extra = frozenset({"departement", row.code})
        yield Entry(place=place, name=words(row.name), extra=extra)
        yield Entry(place=place, name=(row.code,), extra=frozenset({"departement"}))


def _sectors() -> Iterator[Entry]:
    for row in Sector.objects.pickable():
        place = Place(
            label=f"{row.name}, secteur de police",
            kind="sector",
            location=row.boundary.point_on_surface if row.boundary else None,
            zone=("sector", row.code),
        )
        extra = frozenset({"secteur", "police", "commissariat"})
        yield Entry(place=place, name=words(row.name), extra=extra)


def _communes() -> Iterator[Entry]:
    for row in Commune.objects.select_related("department"):
        place = Place(
            label=row.name if row.name.startswith("Paris ") else f"{row.name} ({row.department.code})",
            kind="commune",
            location=row.boundary.point_on_surface,
            zone=("commune", row.insee_code),
        )
        name = words(row.name)
        extra = frozenset({"commune", "ville", *row.postcodes, row.department.code})
        yield Entry(place=place, name=name, extra=extra)
        yield from _postcodes(row, place)
        if row.town_hall:
            yield Entry(place=_town_hall(row), name=name, extra=frozenset({"mairie"}))


def _postcodes(commune: Commune, place: Place) -> Iterator[Entry]:
    for postcode in commune.postcodes:
        labelled = Place(
            label=f"{postcode} {commune.name}",
            kind="postcode",
            location=place.location,
            zone=place.zone,
        )
        yield Entry(place=labelled, name=(postcode,), extra=frozenset(words(commune.name)))


def _town_hall(commune: Commune) -> Place:
    city, _, arrondissement = commune.name.partition(" ")
    in_paris = arrondissement.endswith("arrondissement")
    owner = f"du {arrondissement} de {city}" if in_paris else of(commune.name)
    return Place(label=f"Mairie {owner}", kind="town_hall", location=commune.town_hall, zone=None)
