"""The three drawings of a filter: hexagons, density, points. What each holds is what may be published."""

from typing import Any

from accounts.models import User
from incidents import hexagons
from incidents.classes import class_of, lower_limits
from incidents.density import BANDWIDTH, LIMITS, density
from incidents.filters import IncidentFilter
from incidents.models import Incident
from incidents.publishing import STEP, sees_exactly
from incidents.querysets import IncidentQuerySet
from zones.whereabouts import whereabouts

DRAWINGS = ("hexagones", "densite", "points")
POINTS = 2000
"""More dots than this hide the map and say nothing; the newest are kept."""
NAMED = 5
DECIMALS = 6

Class = dict[str, int | None]


class PointsRefused(Exception):
    """Exact places are not for everybody."""

    def __init__(self) -> None:
        super().__init__("Vous ne pouvez pas voir les incidents à leur place exacte.")


def drawing(*, asked: IncidentFilter, user: User, kind: str, width: int) -> dict[str, Any]:
    """One of DRAWINGS as JSON, longitudes and latitudes (EPSG:4326); raises PointsRefused.

    Classes have `from` and `to` (both included for counts; the last `to` is None).
    """
    found = Incident.objects.visible_to(user).matching(asked)
    exact = sees_exactly(user)
    if kind == "points":
        if not exact:
            raise PointsRefused
        return _points(found)
    if kind == "densite":
        return _density(found, days=asked.days, exact=exact)
    return _hexagons(found, width=width, exact=exact)


def _hexagons(found: IncidentQuerySet, *, width: int, exact: bool) -> dict[str, Any]:
    """`cells` are [class, count, ring]; `fullest` says where the first few are, empty outside."""
    cells = hexagons.count(found, width=width, exact=exact)
    limits = lower_limits([cell.count for cell in cells], step=1 if exact else STEP)
    return {
        "kind": "hexagones",
        "width": width,
        "classes": count_classes(limits, step=1 if exact else STEP),
        "cells": [[class_of(cell.count, limits), cell.count, cell.ring] for cell in cells],
        "fullest": [_place_of(cell) for cell in cells[:NAMED]],
    }


def _density(found: IncidentQuerySet, *, days: int, exact: bool) -> dict[str, Any]:
    surface = density(found, days=days, exact=exact)
    classes = [{"from": low, "to": high} for low, high in zip(LIMITS, (*LIMITS[1:], None), strict=True)]
    return {
        "kind": "densite",
        "bandwidth": BANDWIDTH,
        "classes": classes,
        "bands": surface.bands() if surface else {"type": "FeatureCollection", "features": []},
    }


def _points(found: IncidentQuerySet) -> dict[str, Any]:
    newest = found.placed().order_by("-began_at", "-pk").values_list("location", flat=True)[: POINTS + 1]
    points = [[round(point.x, DECIMALS), round(point.y, DECIMALS)] for point in newest]
    return {"kind": "points", "classes": [], "points": points[:POINTS], "more": len(points) > POINTS}


def count_classes(limits: list[int], *, step: int) -> list[Class]:
    """The classes of `lower_limits`, each up to the step below the next."""
    tops: list[int | None] = [limit - step for limit in limits[1:]]
    return [{"from": low, "to": high} for low, high in zip(limits, [*tops, None], strict=False)]


def _place_of(cell: hexagons.Hexagon) -> str:
    longitude, latitude = (sum(axis) / 6 for axis in zip(*cell.ring[:6], strict=True))
    return whereabouts(longitude, latitude)
