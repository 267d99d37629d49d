"""Where incidents are dense: a Gaussian kernel over the Lambert-93 plane, in classes with fixed limits.

The unit is incidents per km² per 30 days. Bandwidth, unit and limits never change with the zoom or
the filter, so that two maps compare. The sum over incidents is binned: PostgreSQL gives each square
of BIN metres its number of incidents and their centre, linear binning spreads that on the four
corners (Wand, "Fast computation of multivariate kernel estimators", 1994), and one Gaussian filter
does the rest, whatever the number of incidents.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from django.db.models import Count, F, Sum
from scipy.ndimage import gaussian_filter

from incidents import hexagons
from incidents.querysets import IncidentQuerySet
from zones import hexagons as grid
from zones.lambert import pairs_in_degrees

BANDWIDTH = 300
"""Standard deviation of the kernel, in metres."""
LIMITS = (1, 3, 8, 20, 50)
"""Lower limits of the classes, in incidents per km² per 30 days; the last class has no upper one."""
BIN = 50
COARSE = 300
REACH = 5
DECIMALS = 5
# What linear binning adds to the variance of the kernel, on average: taken off again.
SIGMA = sqrt(BANDWIDTH**2 - BIN**2 / 6) / BIN
PER_KM2, PERIOD = 1_000_000, 30


@dataclass(frozen=True)
class Density:
    """`values[row, column]` at (west + BIN × column, south + BIN × row), metres in EPSG:2154."""

    values: np.ndarray
    west: int
    south: int

    def bands(self) -> dict[str, Any]:
        """GeoJSON (EPSG:4326): one multipolygon for each class that is reached, with its limits."""
        lines = self._contours()
        features = []
        for lower, upper in zip(LIMITS, (*LIMITS[1:], None), strict=True):
            polygons = list(_polygons(*lines.filled(lower, np.inf if upper is None else upper)))
            if polygons:
                features.append(
                    {
                        "type": "Feature",
                        "properties": {"from": lower, "to": upper},
                        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
                    }
                )
        return {"type": "FeatureCollection", "features": features}

    def _contours(self) -> Any:
        """Every second node is enough: between two of them the kernel bends by less than 1 %."""
        values = self.values[::2, ::2]
        x = self.west + 2 * BIN * np.arange(values.shape[1])
        y = self.south + 2 * BIN * np.arange(values.shape[0])
        return contour_generator(x, y, values, fill_type=FillType.OuterOffset)


def density(incidents: IncidentQuerySet, *, days: int, exact: bool = True) -> Density | None:
    """The density of the placed incidents of a period of `days`; None when there is none.

    Unless `exact`, it is made of hexagons of COARSE metres with their published counts: a kernel
    around one place would show the place.
    """
    squares = _squares(incidents) if exact else _published_hexagons(incidents)
    if not len(squares):
        return None
    return spread(squares[:, 1:], weights=squares[:, 0], days=days)


def _squares(incidents: IncidentQuerySet) -> np.ndarray:
    """Number, and mean place in metres, of the incidents of each square of BIN metres."""
    rows = (
        incidents.placed()
        .annotate(column=F("easting") / BIN, row=F("northing") / BIN)
        .values_list("column", "row")
        .annotate(n=Count("*"), x=Sum("easting"), y=Sum("northing"))
    )
    sums = np.array([(n, x, y) for _, _, n, x, y in rows], dtype=float).reshape(-1, 3)
    sums[:, 1:] /= sums[:, :1]
    return sums


def _published_hexagons(incidents: IncidentQuerySet) -> np.ndarray:
    cells = hexagons.count(incidents, width=COARSE, exact=False)
    centers = grid.centers([(cell.q, cell.r) for cell in cells], COARSE)
    return np.column_stack([[cell.count for cell in cells], centers])


def spread(points: np.ndarray, *, weights: np.ndarray, days: int) -> Density:
    """The density of `weights` incidents at `points` (metres, EPSG:2154) over `days`."""
    margin = REACH * BANDWIDTH // BIN
    first = np.floor(points.min(axis=0) / BIN).astype(int) - margin
    columns, rows = np.floor(points.max(axis=0) / BIN).astype(int) - first + margin + 2
    mass = np.zeros((rows, columns))
    places = points / BIN - first
    corner = np.floor(places).astype(int)
    beyond = places - corner
    for east, north in ((0, 0), (1, 0), (0, 1), (1, 1)):
        shares = np.abs(1 - east - beyond[:, 0]) * np.abs(1 - north - beyond[:, 1])
        np.add.at(mass, (corner[:, 1] + north, corner[:, 0] + east), shares * weights)
    smooth = gaussian_filter(mass, SIGMA, mode="constant", truncate=REACH)
    unit = PER_KM2 / BIN**2 * PERIOD / days
    return Density(smooth * unit, west=int(first[0]) * BIN, south=int(first[1]) * BIN)


def _polygons(outlines: list[np.ndarray], offsets: list[np.ndarray]) -> Iterator[list[Any]]:
    """Outlines of contourpy (an outer ring, then its holes) as GeoJSON polygons."""
    for points, ends in zip(outlines, offsets, strict=True):
        degrees = pairs_in_degrees(points).round(DECIMALS).tolist()
        yield [degrees[start:end] for start, end in pairwise(ends)]
