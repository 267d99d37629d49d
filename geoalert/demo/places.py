"""Plausible places for demonstration businesses: inside real communes, along imagined shopping streets."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from zones.models import Commune

Array = np.ndarray

METRES_PER_DEGREE = 111_320.0
COS_PARIS = 0.6577
# Shares of all points: around Place Vendôme, along streets, anywhere in the commune.
VENDOME = (2.3294, 48.8675)
VENDOME_SHARE = 0.016
STREET_SHARE = 0.7
PEOPLE_PER_STREET = 6000
STREET_METRES = (260.0, 45.0)
PARIS_FACTOR = 2.1


@dataclass(frozen=True)
class Places:
    """`x`, `y` in degrees (EPSG:4326), `commune` the index of each point's commune in `ids`."""

    x: Array
    y: Array
    commune: Array
    ids: list[int]
    luxury: Array


def scatter(count: int, rng: np.random.Generator) -> Places:
    """`count` points, each strictly inside the commune it names, denser where more people live."""
    communes = list(Commune.objects.order_by("insee_code"))
    shapes = [shapely.from_wkb(bytes(commune.boundary.wkb)) for commune in communes]
    weights = np.array(
        [c.population * (PARIS_FACTOR if c.insee_code.startswith("751") else 1.0) for c in communes]
    )
    commune = rng.choice(len(communes), size=count, p=weights / weights.sum())
    luxury = rng.random(count) < VENDOME_SHARE
    first = next(i for i, c in enumerate(communes) if c.insee_code == "75101")
    commune[luxury] = first
    x, y = np.empty(count), np.empty(count)
    for index, shape in enumerate(shapes):
        inside = np.flatnonzero((commune == index) & ~luxury)
        streets = max(2, communes[index].population // PEOPLE_PER_STREET)
        x[inside], y[inside] = _in_commune(shape, len(inside), int(streets), rng)
    spots = np.flatnonzero(luxury)
    x[spots], y[spots] = kept(shapes[first], len(spots), lambda size: _around_vendome(size, rng))
    return Places(np.round(x, 7), np.round(y, 7), commune, [c.pk for c in communes], luxury)


def _in_commune(shape: shapely.Geometry, count: int, streets: int, rng: np.random.Generator) -> Array:
    west, south, east, north = shapely.bounds(shape)
    middles = kept(
        shape, streets, lambda size: (rng.uniform(west, east, size), rng.uniform(south, north, size))
    )
    turns = rng.uniform(0, np.pi, streets)

    def draw(size: int) -> tuple[Array, Array]:
        street = rng.integers(0, streets, size)
        along, across = (rng.normal(0, metres, size) for metres in STREET_METRES)
        east_m = along * np.cos(turns[street]) - across * np.sin(turns[street])
        north_m = along * np.sin(turns[street]) + across * np.cos(turns[street])
        on_street = rng.random(size) < STREET_SHARE
        x = np.where(on_street, middles[0][street] + _degrees_x(east_m), rng.uniform(west, east, size))
        y = np.where(on_street, middles[1][street] + _degrees_y(north_m), rng.uniform(south, north, size))
        return x, y

    return kept(shape, count, draw)


def around(
    centre: tuple[Array | float, Array | float],
    metres: Array | float,
    size: int,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Points scattered (normal, `metres` a deviation each way) around one centre or around `size` of them."""
    return (
        centre[0] + _degrees_x(rng.normal(0, metres, size)),
        centre[1] + _degrees_y(rng.normal(0, metres, size)),
    )


def _around_vendome(size: int, rng: np.random.Generator) -> tuple[Array, Array]:
    return (
        VENDOME[0] + _degrees_x(rng.normal(0, 150, size)),
        VENDOME[1] + _degrees_y(rng.normal(0, 110, size)),
    )


def kept(shape: shapely.Geometry, count: int, draw: Callable[[int], tuple[Array, Array]]) -> Array:
    """Draw until `count` points lie strictly inside `shape`; an array of xs and one of ys."""
    shapely.prepare(shape)
    found = np.empty((2, 0))
    while found.shape[1] < count:
        x, y = draw(2 * (count - found.shape[1]) + 16)
        inside = shapely.contains_xy(shape, x, y)
        found = np.hstack([found, np.vstack([x[inside], y[inside]])])
    return found[:, :count]


def _degrees_x(metres: Array) -> Array:
    return metres / (METRES_PER_DEGREE * COS_PARIS)


def _degrees_y(metres: Array) -> Array:
    return metres / METRES_PER_DEGREE
