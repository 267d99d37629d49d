"""Where demonstration incidents happen: luxury streets, stations, malls, town centres, anywhere else."""

import numpy as np
import shapely

from geoalert.demo.incident_table import Magnet, Rhythm
from geoalert.demo.places import around, kept, scatter
from zones.geography import geography
from zones.models import Commune

Array = np.ndarray

CENTRE_METRES = 320.0
STREETS, CENTRES = "streets", "centres"


class Spots:
    """Draws points (two rows: longitudes, latitudes, EPSG:4326) strictly inside the four departments.

    `at_most` points in all for kinds: every kind then lies along the same imagined streets.
    """

    def __init__(self, magnets: dict[str, list[Magnet]], at_most: int, rng: np.random.Generator) -> None:
        self._magnets = {**magnets, CENTRES: _town_centres()}
        self._rng = rng
        places = scatter(at_most, rng)
        self._unused = np.vstack([places.x, places.y])
        self._covered = shapely.from_wkb(bytes(geography().covered.wkb))

    def for_kind(self, count: int, rhythm: Rhythm) -> Array:
        weights = np.array(list(rhythm.where.values()), dtype=float)
        chosen = self._rng.choice(list(rhythm.where), size=count, p=weights / weights.sum())
        points = np.empty((2, count))
        for name in rhythm.where:
            here = np.flatnonzero(chosen == name)
            points[:, here] = self._streets(len(here)) if name == STREETS else self._near(name, len(here))
        return points

    def around(self, centre: tuple[float, float], metres: float, count: int) -> Array:
        return kept(self._covered, count, lambda size: around(centre, metres, size, self._rng))

    def _streets(self, count: int) -> Array:
        drawn, self._unused = self._unused[:, :count], self._unused[:, count:]
        return drawn

    def _near(self, name: str, count: int) -> Array:
        magnets = self._magnets[name]
        x, y, metres, weight = np.array([(m.x, m.y, m.metres, m.weight) for m in magnets]).T

        def draw(size: int) -> tuple[Array, Array]:
            which = self._rng.choice(len(magnets), size=size, p=weight / weight.sum())
            return around((x[which], y[which]), metres[which], size, self._rng)

        return kept(self._covered, count, draw)


def _town_centres() -> list[Magnet]:
    """The town halls of the suburbs, each drawing as its commune is populous."""
    suburbs = Commune.objects.exclude(department__code="75").order_by("insee_code")
    return [
        Magnet(commune.name, commune.town_hall.x, commune.town_hall.y, CENTRE_METRES, commune.population)
        for commune in suburbs
        if commune.town_hall is not None
    ]
