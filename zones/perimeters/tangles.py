"""Refuses shapes whose outlines cross so often that their union would exhaust the server.

Two combs laid across each other are valid, small, and make a million pieces: a union costs what
its crossings cost, not its vertices. A sample of the edges tells, in milliseconds.
"""

from collections.abc import Sequence

import numpy
import shapely
from django.contrib.gis.geos import MultiPolygon

from zones.perimeters.refusals import PerimeterRefused

WORTH_COUNTING = 1_000
SAMPLE = 200
MAX_CROSSINGS_PER_EDGE = 30
"""Sound outlines have some 3: the edge itself and its two neighbours; more where zones touch."""


def refuse_tangles(surfaces: Sequence[MultiPolygon]) -> None:
    """Nothing to fear from one shape alone: it is valid, so it does not cross itself."""
    if len(surfaces) < 2 or sum(surface.num_coords for surface in surfaces) < WORTH_COUNTING:
        return
    edges = _edges(surfaces)
    sample = edges[numpy.linspace(0, len(edges) - 1, SAMPLE).astype(int)]
    crossings = shapely.STRtree(edges).query(sample, predicate="intersects").shape[1]
    if crossings / SAMPLE > MAX_CROSSINGS_PER_EDGE:
        raise PerimeterRefused(
            "too_tangled", "Les formes se croisent trop de fois : simplifiez-les ou retirez-en."
        )


def _edges(surfaces: Sequence[MultiPolygon]) -> numpy.ndarray:
    polygons = shapely.get_parts(shapely.from_wkb([bytes(surface.wkb) for surface in surfaces]))
    positions, ring = shapely.get_coordinates(shapely.get_rings(polygons), return_index=True)
    joined = ring[1:] == ring[:-1]
    pairs = numpy.stack([positions[:-1][joined], positions[1:][joined]], axis=1)
    return numpy.asarray(shapely.linestrings(pairs))
