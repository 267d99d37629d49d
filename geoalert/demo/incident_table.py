"""What demonstration incidents are drawn from: `fixtures/demo_incidents.json`, read into small records.

Everything in it is imagined: the places are real, no figure is a statistic of theirs.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

FIRST_HOUR = 6
"""`hours` begin here and run to the next day's 5 h: a Saturday night belongs to Saturday."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """`share` of a kind is known only to lie between two hours of the day, each drawn from its range."""

    share: float
    since: tuple[float, float]
    until: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """Weights of one kind: 12 months, 7 weekdays (Monday first), 24 hours from FIRST_HOUR, places."""

    share: float
    months: list[float]
    weekdays: list[float]
    hours: list[float]
    window: Window
    where: dict[str, float]


@dataclass(frozen=True)
class Magnet:
    """A named place (degrees, EPSG:4326) that draws incidents within some `metres`."""

    name: str
    x: float
    y: float
    metres: float
    weight: float


@dataclass(frozen=True, kw_only=True)
class Series:
    """A true hot spot: one kind, between two days before today, around one point.

    With `step_metres`, each of its incidents follows an earlier one closely, as near repeats do.
    """

    name: str
    kind: str
    incidents: int
    days_ago: tuple[int, int]
    around: tuple[float, float]
    metres: float
    step_metres: float = 0
    step_days: int = 0


@dataclass(frozen=True)
class IncidentTable:
    rhythms: dict[str, Rhythm]
    magnets: dict[str, list[Magnet]]
    series: list[Series]


@cache
def incident_table() -> IncidentTable:
    path = settings.BASE_DIR / "fixtures" / "demo_incidents.json"
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return IncidentTable(
        rhythms={code: _rhythm(row) for code, row in facts["kinds"].items()},
        magnets={name: [Magnet(*row) for row in rows] for name, rows in facts["places"].items()},
        series=[_series(row) for row in facts["series"]],
    )


def _rhythm(row: dict[str, Any]) -> Rhythm:
    window = row["window"]
    known = Window(share=window["share"], since=tuple(window["since"]), until=tuple(window["until"]))
    return Rhythm(**{**row, "window": known})


def _series(row: dict[str, Any]) -> Series:
    return Series(**{**row, "days_ago": tuple(row["days_ago"]), "around": tuple(row["around"])})
