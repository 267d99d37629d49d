"""When incidents happen: by weekday and hour in Paris, those known only as a window spread over it.

Aoristic weights (Ratcliffe, "Aoristic analysis: the spatial interpretation of unspecific temporal
events", 2000): an incident known to have happened between two instants weighs 1, shared among the
hours between them by the minutes that they have of it.
"""

from datetime import UTC, datetime

import numpy as np
from django.db.models import Count, F, FloatField, Func, IntegerField, Sum, Value
from django.db.models.expressions import CombinedExpression

from incidents.local_time import HOURS_A_DAY
from incidents.querysets import IncidentQuerySet
from zones.french import PARIS

HOUR = 3600


class Hours(Func):
    """Hours since 1970 of a timestamp, with their fraction. An hour of Paris begins with one of UTC."""

    # date_part answers in floating point; EXTRACT, in slow decimals.
    template = "(date_part('epoch', %(expressions)s) / 3600)"
    output_field = FloatField()


class WholeHours(Func):
    """Whole hours since 1970 of a timestamp."""

    template = "FLOOR(date_part('epoch', %(expressions)s) / 3600)::integer"
    output_field = IntegerField()


def week_grid(incidents: IncidentQuerySet) -> np.ndarray:
    """Weights shaped (7, 24), Monday first; they sum to the number of incidents."""
    grid = np.zeros(7 * HOURS_A_DAY)
    known = incidents.filter(ended_at=F("began_at")).values_list("week_hour").annotate(n=Count("*"))
    for week_hour, number in known:
        grid[week_hour] += number
    first, weights = _windows(incidents.filter(ended_at__gt=F("began_at")))
    np.add.at(grid, _week_hours(first, len(weights)), weights)
    return grid.reshape(7, HOURS_A_DAY)


def _windows(incidents: IncidentQuerySet) -> tuple[int, np.ndarray]:
    """The first hour (since 1970) and the weight of it and each hour that follows.

    A window of length D weighs 1 / D an hour from its beginning to its end. Summed over windows,
    that is a rate which rises where windows begin and falls where they end: two sums by hour, and
    no row for each hour of each window.
    """
    rate = Value(1.0, FloatField()) / (Hours("ended_at") - Hours("began_at"))
    begins = _edges(incidents, "began_at", rate)
    ends = _edges(incidents, "ended_at", rate)
    if not begins:
        return 0, np.zeros(0)
    first, last = min(hour for hour, _, _ in begins), max(hour for hour, _, _ in ends)
    rising, weights = np.zeros(last - first + 2), np.zeros(last - first + 2)
    for hour, rates, parts in begins:
        rising[hour - first] += rates
        weights[hour - first] -= parts
    for hour, rates, parts in ends:
        rising[hour - first] -= rates
        weights[hour - first] += parts
    return first, weights + np.cumsum(rising)


def _edges(
    incidents: IncidentQuerySet, edge: str, rate: CombinedExpression
) -> list[tuple[int, float, float]]:
    """By hour in which windows begin or end: the sum of their rates, and of the parts before the edge."""
    rows = (
        incidents.annotate(edge_hour=WholeHours(edge))
        .values_list("edge_hour")
        .annotate(rates=Sum(rate), parts=Sum(rate * (Hours(edge) - F("edge_hour"))))
    )
    return list(rows)


def _week_hours(first: int, number: int) -> np.ndarray:
    """The hour of the week in Paris of `number` hours from `first` (since 1970)."""
    moments = (datetime.fromtimestamp((first + hour) * HOUR, UTC) for hour in range(number))
    local = [moment.astimezone(PARIS) for moment in moments]
    return np.array([moment.weekday() * HOURS_A_DAY + moment.hour for moment in local], dtype=int)
