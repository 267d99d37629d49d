"""Demonstration incidents: twelve months, each kind with its hours, some known only as a window."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from geoalert.demo.copying import copy_rows
from geoalert.demo.places import scatter
from incidents.models import Incident, IncidentKind

SOURCE = "demo-{seed}-{count}"
DAYS = 365
UNPLACED, WINDOWED = 0.03, 0.2
# Mean and spread of the hour (local), and share of all incidents, by kind.
RHYTHMS = {
    "vol-substitution": (16, 2.5, 3),
    "vol-main-armee": (18.5, 2, 2),
    "vol-etalage": (16.5, 3, 30),
    "faux-policier": (14, 3, 4),
    "escroquerie": (13, 3.5, 12),
    "vol-ruse": (12, 3.5, 14),
    "cambriolage": (2.5, 2.5, 20),
    "degradation": (0.5, 3, 12),
    "autre": (15, 5, 3),
}


def seed_incidents(*, count: int, seed: int, now: datetime) -> bool:
    """Make the demonstration's incidents exactly `count` of `seed`; False when they are already."""
    source = SOURCE.format(seed=seed, count=count)
    if Incident.objects.filter(source=source).count() == count:
        return False
    columns = ("kind_id", "began_at", "ended_at", "location", "source")
    with transaction.atomic():
        Incident.objects.filter(source__startswith="demo-").delete()
        copy_rows("incidents_incident", columns, _rows(count, seed, now, source), count)
    return True


def _rows(count: int, seed: int, now: datetime, source: str) -> Iterator[tuple[object, ...]]:
    rng = np.random.default_rng([seed, 1])
    places = scatter(count, rng)
    kinds = dict(IncidentKind.objects.values_list("code", "pk"))
    shares = np.array([share for _, _, share in RHYTHMS.values()], dtype=float)
    drawn = rng.choice(list(RHYTHMS), size=count, p=shares / shares.sum())
    days = rng.integers(1, DAYS + 1, count)
    windowed, unplaced = rng.random(count) < WINDOWED, rng.random(count) < UNPLACED
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for index in range(count):
        mean, spread, _ = RHYTHMS[drawn[index]]
        hour = float(rng.normal(mean, spread)) % 24
        began = midnight - timedelta(days=int(days[index])) + timedelta(minutes=int(hour * 60))
        ended = began + timedelta(hours=float(rng.uniform(2, 10))) if windowed[index] else began
        point = f"SRID=4326;POINT({places.x[index]} {places.y[index]})"
        yield kinds[drawn[index]], began, ended, None if unplaced[index] else point, source
