"""The figures of the analyst's page, ready to be written: the grid of hours, the bars of days, the change."""

from dataclasses import dataclass, replace
from datetime import date

from incidents.classes import class_of, lower_limits
from incidents.filters import IncidentFilter
from incidents.maps import count_classes
from incidents.overview import Overview
from incidents.publishing import STEP
from incidents.wording import day_in_words
from zones import french

BAR, BAR_ROOM, TALLEST = 8, 10, 100
HEADINGS = (0, 3, 6, 9, 12, 15, 18, 21)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One hour of the week; pressed again it asks for every hour."""

    label: str
    count: int
    css: str
    chosen: bool
    query: str


def week_rows(asked: IncidentFilter, found: Overview) -> list[tuple[str, str, list[Cell]]]:
    """Name, query that asks for this day alone, and 24 cells; Monday first."""
    limits = _limits(found)
    return [
        (
            french.DAYS[weekday],
            replace(asked, weekdays=() if asked.weekdays == (weekday,) else (weekday,)).as_query(),
            [_cell(asked, weekday, hour, count, limits) for hour, count in enumerate(row)],
        )
        for weekday, row in enumerate(found.grid)
    ]


def week_legend(found: Overview) -> list[tuple[str, str]]:
    """CSS class and words of each class of the grid: "0", "1 à 2", "9 et plus"."""
    classes = count_classes(_limits(found), step=_step(found))
    entries = [("q0", "0")]
    for rank, limits in enumerate(classes, start=1):
        low, high = limits["from"], limits["to"]
        words = f"{low} et plus" if high is None else str(low) if low == high else f"{low} à {high}"
        entries.append((f"q{rank}", words))
    return entries


def bars(asked: IncidentFilter, found: Overview) -> dict[str, object]:
    """The days as two paths of SVG, before the period and in it; all in one box of whole numbers."""
    tallest = max((count for _, count in found.days), default=0) or 1
    before: list[str] = []
    inside: list[str] = []
    for rank, (day, count) in enumerate(found.days):
        if height := round(TALLEST * count / tallest):
            drawn = f"M{rank * BAR_ROOM + 1} {TALLEST}v-{height}h{BAR}v{height}z"
            (inside if day >= asked.since else before).append(drawn)
    return {
        "view_box": f"0 0 {len(found.days) * BAR_ROOM} {TALLEST}",
        "before": "".join(before),
        "inside": "".join(inside),
        "tallest": tallest,
        "first": found.days[0][0],
        "days": [day.isoformat() for day, _ in found.days],
        "start": str(asked.days),
        "end": str(2 * asked.days - 1),
    }


def change_words(found: Overview) -> str:
    """ "+ 12 %", "− 3 %", "sans changement", or the difference where numbers are too small."""
    difference = found.total - found.previous
    sign = "+" if difference > 0 else "−"
    if not difference:
        return "sans changement"
    if found.change is None or found.few:
        return f"{sign}{french.NARROW_SPACE}{french.number(abs(difference))}"
    return f"{sign}{french.NARROW_SPACE}{french.number(abs(found.change))}{french.NARROW_SPACE}%"


def period_dates(asked: IncidentFilter) -> str:
    """ "Du 25 août au 22 novembre 2026"."""
    return f"Du {_dated(asked.since, asked.until)} au {day_in_words(asked.until)} {asked.until.year}"


def _dated(day: date, other: date) -> str:
    return day_in_words(day) if day.year == other.year else f"{day_in_words(day)} {day.year}"


def _cell(asked: IncidentFilter, weekday: int, hour: int, count: int, limits: list[int]) -> Cell:
    alone = asked.weekdays == (weekday,) and asked.hours == (hour,)
    pressed = asked.at_any_time() if alone else replace(asked, weekdays=(weekday,), hours=(hour,))
    filtered = bool(asked.weekdays or asked.hours)
    inside = weekday in (asked.weekdays or range(7)) and hour in (asked.hours or range(24))
    words = f"{french.DAYS[weekday]} {hour}{french.NARROW_SPACE}h : {french.number(count)}"
    return Cell(
        label=words + (", retirer ce filtre" if alone else ""),
        count=count,
        css=f"q{class_of(count, limits)}",
        chosen=filtered and inside,
        query=pressed.as_query(),
    )


def _limits(found: Overview) -> list[int]:
    return lower_limits([count for row in found.grid for count in row], step=_step(found))


def _step(found: Overview) -> int:
    return 1 if found.exact else STEP
