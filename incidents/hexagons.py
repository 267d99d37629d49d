"""How many incidents in each hexagon of the fixed grid (zones/hexagons.py)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from incidents.publishing import published
from incidents.querysets import IncidentQuerySet
from zones import hexagons as grid
from zones.hexagons import WIDTHS

__all__ = ["WIDTHS", "Hexagon", "count", "feature_collection", "widths"]

DECIMALS = 6
NARROWEST_ROUNDED = 300
"""Metres: where numbers are rounded, smaller cells would tell more of each place than the numbers hide."""


@dataclass(frozen=True, kw_only=True)
class Hexagon:
    """One cell that is not empty; `ring` is closed, longitudes and latitudes (EPSG:4326)."""

    q: int
    r: int
    ring: list[list[float]]
    count: int


def widths(*, exact: bool) -> tuple[int, ...]:
    """Those of WIDTHS (metres) that may be asked for."""
    return tuple(width for width in WIDTHS if exact or width >= NARROWEST_ROUNDED)


def count(incidents: IncidentQuerySet, *, width: int, exact: bool = True) -> list[Hexagon]:
    """The cells of `width` metres (one of WIDTHS) with their incidents, the fullest first.

    Exact counts sum to the placed incidents; otherwise each is rounded to a multiple of 5, and cells
    that come to 0 are left out. Cells that show the same number stand in the order of the grid: that
    of the exact numbers would give them away.
    """
    rows = (
        incidents.placed()
        .annotate(q=grid.column(width), r=grid.row(width))
        .values_list("q", "r")
        .annotate(n=Count("*"))
    )
    shown = [(q, r, number) for q, r, n in rows if (number := published(n, exact=exact))]
    shown.sort(key=lambda cell: (-cell[2], cell[0], cell[1]))
    rings = grid.rings([(q, r) for q, r, _ in shown], width).round(DECIMALS).tolist()
    return [Hexagon(q=q, r=r, ring=ring, count=n) for (q, r, n), ring in zip(shown, rings, strict=True)]


def feature_collection(hexagons: list[Hexagon]) -> dict[str, Any]:
    """GeoJSON (EPSG:4326): one polygon a cell, with its count and its name in the grid."""
    features = [
        {
            "type": "Feature",
            "id": f"{cell.q}:{cell.r}",
            "properties": {"count": cell.count},
            "geometry": {"type": "Polygon", "coordinates": [cell.ring]},
        }
        for cell in hexagons
    ]
    return {"type": "FeatureCollection", "features": features}
