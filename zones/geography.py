"""What is where, read once and kept in the process until the rows change."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from django.contrib.gis.geos import MultiPolygon
from django.db import connection
from django.db.models import Value

from zones.models import Commune, Department, Sector
from zones.polygons import union

ROW_VERSIONS = """
SELECT md5(string_agg(version, ',')) FROM (
    SELECT string_agg(concat(id, xmin, ctid), ',' ORDER BY id) AS version FROM zones_department
    UNION ALL
    SELECT string_agg(concat(id, xmin, ctid), ',' ORDER BY id) FROM zones_commune
    UNION ALL
    SELECT string_agg(concat(id, xmin, ctid), ',' ORDER BY id) FROM zones_sector
) AS tables
"""


@dataclass(frozen=True, kw_only=True)
class Zone:
    """Something an officer can pick; `boundary` is None for a sector without territory."""

    kind: str
    code: str
    name: str
    boundary: MultiPolygon | None


@dataclass(frozen=True)
class Geography:
    """Departments, communes and sectors as they stand; geometries in EPSG:4326, to read only."""

    zones: dict[tuple[str, str], Zone]

    @cached_property
    def covered(self) -> MultiPolygon:
        """The four departments as one surface; empty before boundaries are loaded."""
        departments = [zone for zone in self.zones.values() if zone.kind == "department"]
        return union(zone.boundary for zone in departments if zone.boundary)


def version() -> str:
    """A mark that changes whenever a row of the three tables does, whoever changed it.

    PostgreSQL gives every version of a row its own (xmin, ctid); reading some 230 of them takes
    less than a millisecond, and nobody has to remember to count a revision.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROW_VERSIONS)
        return cursor.fetchone()[0] or ""


def geography() -> Geography:
    """The geography as it stands now; one short query when nothing has changed."""
    return _read(version())


@lru_cache(maxsize=2)
def _read(version: str) -> Geography:
    return Geography({(zone.kind, zone.code): zone for zone in _zones()})


def _zones() -> Iterator[Zone]:
    """Departments, then sectors, then communes."""
    rows = chain(
        Department.objects.values_list(Value("department"), "code", "name", "boundary"),
        Sector.objects.values_list(Value("sector"), "code", "name", "boundary"),
        Commune.objects.values_list(Value("commune"), "insee_code", "name", "boundary"),
    )
    for kind, code, name, boundary in rows:
        yield Zone(kind=kind, code=code, name=name, boundary=boundary)
