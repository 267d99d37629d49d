"""Coordinates that cannot be meant: inverted, elsewhere, or reaching across the country."""

from django.conf import settings

from zones.perimeters.refusals import PerimeterRefused

Extent = tuple[float, float, float, float]
AROUND_DEGREES = 0.5
"""Some 40 to 55 km: a perimeter may reach beyond the covered area, not as far as that."""


def refuse_far_away(extent: Extent) -> None:
    """Refuses what is not wholly near the covered area; says so when the axes are inverted."""
    if _contains(extent):
        return
    west, south, east, north = extent
    if _contains((south, west, north, east)):
        raise PerimeterRefused(
            "swapped_axes",
            "Latitude et longitude sont inversées : chaque point doit donner la longitude (2,3), "
            "puis la latitude (48,9).",
        )
    if _misses(extent):
        raise elsewhere()
    raise PerimeterRefused(
        "too_far",
        "Le tracé s'étend bien au-delà de Paris et de la petite couronne : resserrez-le.",
    )


def elsewhere() -> PerimeterRefused:
    return PerimeterRefused(
        "elsewhere",
        "Le périmètre est hors des quatre départements couverts (75, 92, 93, 94) : déplacez-le.",
    )


def _near() -> Extent:
    west, south, east, north = settings.COVERED_EXTENT
    around = AROUND_DEGREES
    return west - around, south - around, east + around, north + around


def _contains(extent: Extent) -> bool:
    west, south, east, north = _near()
    return west <= extent[0] and south <= extent[1] and extent[2] <= east and extent[3] <= north


def _misses(extent: Extent) -> bool:
    west, south, east, north = _near()
    return extent[2] < west or extent[3] < south or extent[0] > east or extent[1] > north
