"""A fixed grid of hexagons in Lambert-93 (EPSG:2154): the same cell for a place, whoever asks, for ever.

Hexagons stand on a point. `width` is the distance in metres between two parallel sides, and between
the centres of neighbours. Cell (q, r) has its centre at (width (q - r / 2), width r √3 / 2); cell (0, 0)
at the origin of Lambert-93. The cell of a point is found with three roundings down (Charles
Chambers' formula, as told by Red Blob Games, "Hexagonal grids: more pixel to hex").
"""

from collections.abc import Sequence
from math import cos, pi, sin, sqrt

import numpy as np
from django.db.models import F, FloatField, IntegerField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Floor

from zones.lambert import pairs_in_degrees

WIDTHS = (150, 300, 600)
CORNERS = np.array([(cos(pi / 6 + k * pi / 3), sin(pi / 6 + k * pi / 3)) for k in range(7)]) / sqrt(3)


def column(width: int) -> Cast:
    """SQL for the q of the rows' `easting` and `northing` (metres)."""
    east, north = _scaled(width)
    return _whole((Floor(north + east + Value(1.0)) + Floor(east + east + Value(1.0))) / Value(3.0))


def row(width: int) -> Cast:
    """SQL for the r of the rows' `easting` and `northing` (metres)."""
    east, north = _scaled(width)
    return _whole((Floor(north + east + Value(1.0)) + north - east + Value(1.0)) / Value(3.0))


def centers(cells: Sequence[tuple[int, int]], width: int) -> np.ndarray:
    """The centres of cells (q, r), in metres (EPSG:2154): an array of pairs."""
    q, r = np.array(cells, dtype=float).reshape(-1, 2).T
    return width * np.column_stack([q - r / 2, r * sqrt(3) / 2])


def rings(cells: Sequence[tuple[int, int]], width: int) -> np.ndarray:
    """The outlines of cells (q, r), closed: longitudes and latitudes (EPSG:4326), shaped (cells, 7, 2)."""
    corners = centers(cells, width)[:, None, :] + width * CORNERS[None, :, :]
    return pairs_in_degrees(corners.reshape(-1, 2)).reshape(-1, 7, 2)


def _scaled(width: int) -> tuple[Combinable, Combinable]:
    """The rows' metres in units of the width, those to the north times √3."""
    east = Cast(F("easting"), FloatField()) * Value(1 / width)
    north = Cast(F("northing"), FloatField()) * Value(sqrt(3) / width)
    return east, north


def _whole(number: Combinable) -> Cast:
    return Cast(Floor(number), IntegerField())
