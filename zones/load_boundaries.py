"""Loads departments, communes and sectors. Everything or nothing; run twice, it changes nothing.

A commune that is already here keeps the sector an administrator gave it; the table of sectors
decides only for communes that are new.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.contrib.gis.geos import Point
from django.db import transaction

from zones.boundary_file import Outline, read_outlines
from zones.constants import DEPARTMENT_NAMES, WGS84
from zones.models import Commune, Department, Sector
from zones.polygons import union
from zones.sector_table import SectorRow, read_sector_table, sector_by_commune

BOUNDARIES = Path(__file__).resolve().parent.parent / "fixtures" / "boundaries.geojson"


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """How many rows of each kind there are after a load."""

    departments: int
    communes: int
    sectors: int


@transaction.atomic
def load_boundaries(path: Path = BOUNDARIES, *, layers: Iterable[str] = ()) -> LoadReport:
    """Replaces every boundary by those of `path` (GeoJSON, GeoPackage, Shapefile or its folder).

    Raises BoundariesRefused, and then nothing has changed.
    """
    table = read_sector_table()
    outlines = read_outlines(path, sector_by_commune(table), layers)
    membership = sector_by_commune(table) | dict(Commune.objects.values_list("insee_code", "sector__code"))
    _save_departments(outlines)
    _save_sectors(table, outlines, membership)
    _save_communes(outlines, membership, origin=path.name)
    return LoadReport(
        departments=Department.objects.count(),
        communes=Commune.objects.count(),
        sectors=Sector.objects.count(),
    )


def _save_departments(outlines: dict[str, Outline]) -> None:
    rows = [
        Department(code=code, name=name, boundary=union(_within(outlines, code)))
        for code, name in DEPARTMENT_NAMES.items()
    ]
    Department.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "boundary"]
    )


def _within(outlines: dict[str, Outline], department: str) -> list:
    return [each.boundary for code, each in outlines.items() if code.startswith(department)]


def _save_sectors(table: list[SectorRow], outlines: dict[str, Outline], membership: dict[str, str]) -> None:
    """Sectors of the table, each with the union of its communes; none without communes."""
    members: dict[str, list] = {}
    for commune, sector in membership.items():
        members.setdefault(sector, []).append(outlines[commune].boundary)
    departments = {each.code: each for each in Department.objects.all()}
    rows = [_sector(row, departments[row.department], members.get(row.code, [])) for row in table]
    updated = ["name", "department", "has_territory", "boundary", "confidence", "source"]
    Sector.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=updated)
    for code in set(members) - {row.code for row in table}:
        Sector.objects.filter(code=code).update(boundary=union(members[code]), has_territory=True)


def _sector(row: SectorRow, department: Department, boundaries: list) -> Sector:
    return Sector(
        code=row.code,
        name=row.name,
        department=department,
        has_territory=bool(boundaries),
        boundary=union(boundaries) if boundaries else None,
        confidence=row.confidence,
        source=row.source,
    )


def _save_communes(outlines: dict[str, Outline], membership: dict[str, str], origin: str) -> None:
    known = {each.insee_code: each for each in Commune.objects.all()}
    sectors = {each.code: each for each in Sector.objects.all()}
    departments = {each.code: each for each in Department.objects.all()}
    rows = []
    for code, outline in outlines.items():
        commune = known.get(code) or Commune(insee_code=code, population=0, postcodes=[])
        commune.department, commune.sector = departments[code[:2]], sectors[membership[code]]
        _apply(commune, outline, origin)
        rows.append(commune)
    updated = [
        field.name for field in Commune._meta.concrete_fields if field.name not in {"id", "insee_code"}
    ]
    Commune.objects.bulk_create(
        [_as_new(row) for row in rows],
        update_conflicts=True,
        unique_fields=["insee_code"],
        update_fields=updated,
    )


def _as_new(commune: Commune) -> Commune:
    """Without its id, so that the conflict is on the INSEE code alone."""
    commune.pk = None
    return commune


def _apply(commune: Commune, outline: Outline, origin: str) -> None:
    """What the file says replaces what is known; what it does not say stays."""
    facts = outline.facts
    commune.boundary = outline.boundary
    commune.name = facts.get("name") or commune.name or commune.insee_code
    commune.population = facts.get("population") or commune.population
    commune.source, commune.vintage = facts.get("source") or origin, facts.get("vintage") or ""
    if postcodes := facts.get("postcodes"):
        commune.postcodes = postcodes.split()
    if facts.get("town_hall_lon") is not None and facts.get("town_hall_lat") is not None:
        commune.town_hall = Point(facts["town_hall_lon"], facts["town_hall_lat"], srid=WGS84)
