"""What the analyst's page says about a filter, beside its map: totals, days, hours, quality."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min

from accounts.models import User
from incidents.filters import IncidentFilter
from incidents.models import Incident
from incidents.publishing import published, sees_exactly
from incidents.rhythm import week_grid

FEW = 30
"""Below this, in either period, a change in per cent says little."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Numbers as they may be published to one person.

    `days` runs from the first day of the previous period to the last of this one; `grid` is 7 lists
    of 24, Monday first, for every weekday and hour whatever the filter asks. `unplaced` is None where
    a zone or a territory is asked for: what has no place belongs to none. `recorded_at` is None
    without any data. `comparable` is False when the records begin after the previous period does: a
    change would then be one of records, not of incidents.
    """

    exact: bool
    total: int
    previous: int
    unplaced: int | None
    recorded_at: datetime | None
    comparable: bool
    days: list[tuple[date, int]]
    grid: list[list[int]]

    @property
    def change(self) -> float | None:
        """In per cent; None where nothing happened before."""
        return 100 * (self.total - self.previous) / self.previous if self.previous else None

    @property
    def few(self) -> bool:
        return min(self.total, self.previous) < FEW


def overview(*, asked: IncidentFilter, user: User) -> Overview:
    """Everything but the map, of what `user` may see."""
    exact = sees_exactly(user)
    visible = Incident.objects.visible_to(user)
    found = visible.matching(asked)
    by_day = _by_day(asked, user)
    this, previous = (
        sum(number for day, number in by_day.items() if period.since <= day <= period.until)
        for period in (asked, asked.before())
    )
    days = [asked.before().since + timedelta(days=step) for step in range(2 * asked.days)]
    records = Incident.objects.aggregate(first=Min("day"), last=Max("recorded_at"))
    grid = week_grid(visible.matching(asked.at_any_time()))
    located = bool(asked.zones) or user.territory is None or not user.territory.everything
    return Overview(
        exact=exact,
        total=published(this, exact=exact),
        previous=published(previous, exact=exact),
        unplaced=None if located else published(found.unplaced().count(), exact=exact),
        recorded_at=records["last"],
        comparable=bool(records["first"]) and records["first"] <= asked.before().since,
        days=[(day, published(by_day.get(day, 0), exact=exact)) for day in days],
        grid=[[published(weight, exact=exact) for weight in row] for row in grid.tolist()],
    )


def _by_day(asked: IncidentFilter, user: User) -> dict[date, int]:
    """Incidents by day, of this period and the previous one."""
    visible = Incident.objects.visible_to(user)
    periods = visible.matching(asked), visible.matching(asked.before())
    return dict(row for found in periods for row in found.values_list("day").annotate(n=Count("*")))
