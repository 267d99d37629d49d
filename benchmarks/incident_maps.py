"""D1: the analyst's hexagons and density, beside the usual SQL and all incidents in memory."""

from collections.abc import Callable, Hashable, Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count

from accounts.models import Territory, User
from accounts.roles import ANALYST, ensure_roles
from benchmarks import incident_floor as floor
from benchmarks.scene import SEED
from benchmarks.timing import AnswersDiffer, Measure, compare
from geoalert.demo.events import seed_incidents
from geoalert.reference import load_reference
from incidents import density, hexagons
from incidents.filters import IncidentFilter
from incidents.local_time import week_hours
from incidents.maps import drawing
from incidents.models import Incident, IncidentKind
from messaging.clock import database_now
from zones import hexagons as grid
from zones.french import PARIS

WIDTH = 300
RUNS = 5
ZONES: tuple[tuple[str, ...], ...] = ((), ("75",), ("75101", "75102", "75103", "75104"))
# Days, kinds, weekdays, hours.
QUESTIONS: tuple[tuple[int, tuple[str, ...], tuple[int, ...], tuple[int, ...]], ...] = (
    (365, (), (), ()),
    (90, ("vol-etalage",), (), ()),
    (30, ("cambriolage", "degradation"), (4, 5), (20, 21, 22, 23)),
)
_PLAIN = """
SELECT ST_SnapToGrid(ST_Transform(location, 2154), %(width)s), count(*) FROM bench_incidents
WHERE began_at >= %(since)s::timestamp AT TIME ZONE 'Europe/Paris'
  AND began_at < %(until)s::timestamp AT TIME ZONE 'Europe/Paris'
  AND location IS NOT NULL
  AND (%(kinds)s::bigint[] IS NULL OR kind_id = ANY(%(kinds)s))
  AND (%(hours)s::int[] IS NULL OR (extract(isodow FROM began_at AT TIME ZONE 'Europe/Paris') - 1) * 24
       + extract(hour FROM began_at AT TIME ZONE 'Europe/Paris') = ANY(%(hours)s))
  AND (%(zone)s::bytea IS NULL OR ST_CoveredBy(location, ST_GeomFromWKB(%(zone)s, 4326)))
GROUP BY 1
"""


def measure(size: int, *, out: Path) -> Iterator[Measure]:
    """Three zones × three filters; every variant counts the same incidents, cells are compared first."""
    load_reference()
    seed_incidents(count=size, seed=SEED, now=database_now())
    _copy_as_a_first_try()
    memory, analyst = floor.read_all(), _analyst()
    cases = _cases(database_now().astimezone(PARIS).date())
    for case in cases:
        _check_cells(case, memory)
    cells: dict[str, Callable[[IncidentFilter], Hashable]] = {
        "page": lambda asked: _page(asked, analyst),
        "SQL alone": _grouped,
        "ST_SnapToGrid": _plain,
        "numpy floor": lambda asked: int(floor.cells(asked, memory, WIDTH).sum()),
    }
    surfaces: dict[str, Callable[[IncidentFilter], Hashable]] = {
        "density": _density,
        "numpy floor": lambda asked: _classes(floor.surface(asked, memory)),
    }
    for what, variants in (("hexagons", cells), ("density", surfaces)):
        for number, asked in enumerate(cases):
            found = compare(f"D1 {what} {size} {number + 1}: {asked.sentence()}", variants, [asked] * RUNS)
            found.save(out)
            yield found


def _cases(today: date) -> list[IncidentFilter]:
    return [
        IncidentFilter(
            since=today - timedelta(days=days),
            until=today - timedelta(days=1),
            preset=days,
            kinds=kinds,
            weekdays=weekdays,
            hours=hours,
            zones=zones,
        )
        for zones, (days, kinds, weekdays, hours) in product(ZONES, QUESTIONS)
    ]


def _page(asked: IncidentFilter, analyst: User) -> int:
    """What the page's map asks for, geometry included."""
    found = drawing(asked=asked, user=analyst, kind="hexagones", width=WIDTH)
    return sum(count for _, count, _ in found["cells"])


def _counted(asked: IncidentFilter) -> list[hexagons.Hexagon]:
    return hexagons.count(Incident.objects.matching(asked), width=WIDTH)


def _grouped(asked: IncidentFilter) -> int:
    """The page's question without the outlines of its cells."""
    found = Incident.objects.matching(asked).placed()
    cells = found.annotate(q=grid.column(WIDTH), r=grid.row(WIDTH)).values_list("q", "r")
    return sum(number for _, _, number in cells.annotate(n=Count("*")))


def _density(asked: IncidentFilter) -> Hashable:
    surface = density.density(Incident.objects.matching(asked), days=asked.days)
    return _classes(surface)


def _classes(surface: density.Density | None) -> Hashable:
    """The classes that the contours reach."""
    return tuple(band["properties"]["from"] for band in surface.bands()["features"]) if surface else ()


def _plain(asked: IncidentFilter) -> int:
    """The question as it is usually written, on the table as it is usually made."""
    kinds = [pk for code, pk in IncidentKind.objects.values_list("code", "pk") if code in asked.kinds]
    values: dict[str, Any] = {
        "width": WIDTH,
        "since": asked.since,
        "until": asked.until + timedelta(days=1),
        "kinds": kinds or None,
        "hours": week_hours(asked.weekdays, asked.hours) if asked.weekdays or asked.hours else None,
        "zone": floor.zone_wkb(asked),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, values)
        return sum(count for _, count in cursor.fetchall())


def _check_cells(asked: IncidentFilter, memory: floor.Memory) -> None:
    """The floor must find the very cells of the page before any time is worth taking."""
    ours = sorted(cell.count for cell in _counted(asked))
    if ours != sorted(floor.cells(asked, memory, WIDTH).tolist()):
        raise AnswersDiffer(f"cells of {asked.sentence()}")


def _copy_as_a_first_try() -> None:
    """Points and times with an index on each, and nothing computed beside them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_incidents")
        cursor.execute(
            "CREATE TABLE bench_incidents AS SELECT id, kind_id, began_at, ended_at, location, source"
            " FROM incidents_incident ORDER BY random()"
        )
        cursor.execute("CREATE INDEX ON bench_incidents (kind_id, began_at)")
        cursor.execute("CREATE INDEX ON bench_incidents (began_at)")
        cursor.execute("CREATE INDEX ON bench_incidents USING gist (location)")
        cursor.execute("VACUUM ANALYZE bench_incidents, incidents_incident")


def _analyst() -> User:
    ensure_roles()
    everywhere, _ = Territory.objects.get_or_create(name="bench", defaults={"everything": True})
    user, _ = User.objects.get_or_create(username="bench-analyst", defaults={"territory": everywhere})
    user.groups.set(user.groups.model.objects.filter(name=ANALYST))
    return user
