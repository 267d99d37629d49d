"""The floor of D1: every placed incident in memory, and nothing but numpy and shapely to ask."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import shapely

from incidents import density
from incidents.filters import IncidentFilter
from incidents.local_time import week_hours
from incidents.models import Incident
from zones.geography import geography
from zones.polygons import union


@dataclass(frozen=True)
class Memory:
    """Placed incidents as arrays: metres (EPSG:2154), degrees (EPSG:4326), day, kind, hour of the week."""

    metres: np.ndarray
    degrees: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    week_hour: np.ndarray


def read_all() -> Memory:
    rows = list(
        Incident.objects.placed()
        .order_by("day")
        .values_list("easting", "northing", "day", "kind__code", "week_hour", "location")
        .iterator(chunk_size=20_000)
    )
    east, north, day, kind, hour, location = zip(*rows, strict=True)
    return Memory(
        metres=np.column_stack([east, north]),
        degrees=np.array([(point.x, point.y) for point in location]),
        day=np.array([each.toordinal() for each in day]),
        kind=np.array(kind),
        week_hour=np.array(hour),
    )


def cells(asked: IncidentFilter, memory: Memory, width: int) -> np.ndarray:
    """Counts of the cells that are not empty, by the formula of zones/hexagons.py."""
    east, north = (memory.metres[_matching(asked, memory)] / width).T
    north = north * np.sqrt(3)
    q = np.floor((np.floor(north + east + 1) + np.floor(east + east + 1)) / 3)
    r = np.floor((np.floor(north + east + 1) + north - east + 1) / 3)
    _, counts = np.unique((q * 100_000 + r).astype(np.int64), return_counts=True)
    return counts


def surface(asked: IncidentFilter, memory: Memory) -> density.Density | None:
    """The kernel over every point, not binned first."""
    points = memory.metres[_matching(asked, memory)]
    if not len(points):
        return None
    return density.spread(points.astype(float), weights=np.ones(len(points)), days=asked.days)


def zone_wkb(asked: IncidentFilter) -> bytes | None:
    """The zones asked for as one shape; None when there is none."""
    zones = geography().zones.values()
    shapes = [zone.boundary for zone in zones if zone.code in asked.zones and zone.boundary]
    return bytes(union(shapes).wkb) if shapes else None


def _matching(asked: IncidentFilter, memory: Memory) -> np.ndarray:
    first, last = (np.searchsorted(memory.day, day.toordinal()) for day in _ends(asked))
    inside = np.zeros(len(memory.day), dtype=bool)
    inside[first:last] = True
    if asked.kinds:
        inside &= np.isin(memory.kind, np.array(asked.kinds))
    if asked.weekdays or asked.hours:
        inside &= np.isin(memory.week_hour, week_hours(asked.weekdays, asked.hours))
    zone = zone_wkb(asked)
    if zone is not None:
        shape = shapely.from_wkb(zone)
        shapely.prepare(shape)
        inside[inside] = shapely.intersects_xy(shape, *memory.degrees[inside].T)
    return inside


def _ends(asked: IncidentFilter) -> tuple[date, date]:
    return asked.since, asked.until + timedelta(days=1)
