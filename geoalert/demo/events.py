"""Demonstration incidents: twelve months, each kind with its hours, its places, and a few series to find."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isnan

import numpy as np
from django.db import connection, transaction

from geoalert.demo.copying import copy_rows
from geoalert.demo.incident_table import IncidentTable, incident_table
from geoalert.demo.rhythms import Times, days, moments
from geoalert.demo.series import outbreak
from geoalert.demo.spots import Spots
from geoalert.demo.wall_clock import WallClock
from incidents.models import Incident, IncidentKind
from zones.french import PARIS

Array = np.ndarray

SOURCE = "demo-{seed}-{count}"
DAYS = 365
UNPLACED = 0.03
COLUMNS = ("kind_id", "began_at", "ended_at", "location", "source")


@dataclass(frozen=True)
class Batch:
    """Incidents of one kind: wall-clock times, and points (two rows of degrees, NaN where unknown)."""

    kind: str
    times: Times
    points: Array


def seed_incidents(*, count: int, seed: int, now: datetime) -> bool:
    """Make the demonstration's incidents exactly `count` of `seed`; False when they are already.

    They end with the midnight before `now`: the same day gives the same rows.
    """
    source = SOURCE.format(seed=seed, count=count)
    if Incident.objects.filter(source=source).count() == count:
        return False
    today = now.astimezone(PARIS).date()
    clock = WallClock(today - timedelta(days=DAYS), DAYS)
    batches = draw(count, clock, np.random.default_rng([seed, 1]))
    with transaction.atomic():
        Incident.objects.filter(source__startswith="demo-").delete()
        copy_rows("incidents_incident", COLUMNS, _rows(batches, clock, source), count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_incident")
    return True


def draw(count: int, clock: WallClock, rng: np.random.Generator) -> list[Batch]:
    """`count` incidents in all: the series first, then each kind's everyday."""
    table = incident_table()
    spots = Spots(table.magnets, count, rng)
    batches = []
    for series in table.series:
        found = outbreak(series, of=count, days=len(clock.days), spots=spots, rng=rng)
        times = moments(found.day, table.rhythms[found.kind], clock, rng)
        batches.append(Batch(found.kind, times, found.points))
    everyday = count - sum(len(batch.times.began) for batch in batches)
    return batches + list(_everyday(everyday, table, clock, (spots, rng)))


def _everyday(
    count: int, table: IncidentTable, clock: WallClock, chance: tuple[Spots, np.random.Generator]
) -> Iterator[Batch]:
    spots, rng = chance
    shares = np.array([rhythm.share for rhythm in table.rhythms.values()], dtype=float)
    counts = rng.multinomial(count, shares / shares.sum())
    for (code, rhythm), size in zip(table.rhythms.items(), counts, strict=True):
        times = moments(days(size, rhythm, clock, rng), rhythm, clock, rng)
        points = spots.for_kind(size, rhythm)
        points[:, rng.random(size) < UNPLACED] = np.nan
        yield Batch(code, times, points)


def _rows(batches: list[Batch], clock: WallClock, source: str) -> Iterator[tuple[object, ...]]:
    kinds = dict(IncidentKind.objects.values_list("code", "pk"))
    for batch in batches:
        began, ended = (_written(clock.utc(wall)) for wall in (batch.times.began, batch.times.ended))
        for index, (x, y) in enumerate(batch.points.T.tolist()):
            place = None if isnan(x) else f"SRID=4326;POINT({x:.7f} {y:.7f})"
            yield kinds[batch.kind], began[index], ended[index], place, source


def _written(instants: Array) -> list[str]:
    return np.datetime_as_string(instants, timezone="UTC").tolist()
