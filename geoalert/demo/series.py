"""True hot spots among the demonstration's incidents, for an analyst to find."""

from dataclasses import dataclass

import numpy as np

from geoalert.demo.incident_table import Series
from geoalert.demo.places import around
from geoalert.demo.spots import Spots

Array = np.ndarray

MADE_FOR = 20_000
"""Incidents of a demonstration whose series are whole; a smaller one has fewer, a larger one no more."""


@dataclass(frozen=True)
class Outbreak:
    """One series: days as indexes into a clock of `days` days, points in degrees (EPSG:4326)."""

    kind: str
    day: Array
    points: Array


def outbreak(series: Series, *, of: int, days: int, spots: Spots, rng: np.random.Generator) -> Outbreak:
    """The series as it shows among `of` incidents; `days` is how many days there are until today."""
    count = min(series.incidents, series.incidents * of // MADE_FOR)
    first, last = (days - ago for ago in series.days_ago)
    if series.step_metres and count:
        return Outbreak(series.kind, *_near_repeats(series, count, (first, last), rng))
    day = rng.integers(first, last + 1, count)
    return Outbreak(series.kind, day, spots.around(series.around, series.metres, count))


def _near_repeats(
    series: Series, count: int, span: tuple[int, int], rng: np.random.Generator
) -> tuple[Array, Array]:
    """Every third is a fresh start near the centre; the others follow the one before, close by."""
    day, points = np.empty(count, dtype=int), np.empty((2, count))
    for index in range(count):
        if index % 3 == 0:
            day[index] = rng.integers(span[0], span[1] + 1)
            start, metres = series.around, series.metres
        else:
            day[index] = min(day[index - 1] + rng.integers(1, series.step_days + 1), span[1])
            start, metres = (points[0, index - 1], points[1, index - 1]), series.step_metres
        points[:, index] = np.ravel(around(start, metres, 1, rng))
    return day, points
