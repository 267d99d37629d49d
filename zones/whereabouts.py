"""A place in words, near enough to tell it from its neighbours: its commune, and where in it."""

from math import atan2, hypot, pi

from django.contrib.gis.geos import Point

from zones import communes
from zones.constants import WGS84
from zones.french import NARROW_SPACE
from zones.lambert import to_metres

DIRECTIONS = (
    *("au nord", "au nord-est", "à l’est", "au sud-est"),
    *("au sud", "au sud-ouest", "à l’ouest", "au nord-ouest"),
)
NEAR = 50
"""Metres: closer to the middle no direction means anything."""
STEP = 10


def whereabouts(longitude: float, latitude: float) -> str:
    """ "Montreuil, 450 m au nord-est du centre": metres and bearing from the middle of the commune.

    Empty outside of all communes. Distances on the Lambert-93 plane, to the nearest 10 m.
    """
    location = Point(longitude, latitude, srid=WGS84)
    commune = communes.ground(location)
    if commune is None:
        return ""
    x, y, _, _ = to_metres(location).extent
    middle_x, middle_y, _, _ = to_metres(commune.boundary.centroid).extent
    east, north = x - middle_x, y - middle_y
    metres = STEP * round(hypot(east, north) / STEP)
    if metres < NEAR:
        return f"{commune.name}, au centre"
    direction = DIRECTIONS[round(atan2(east, north) / (pi / 4)) % len(DIRECTIONS)]
    return f"{commune.name}, {metres}{NARROW_SPACE}m {direction} du centre"
