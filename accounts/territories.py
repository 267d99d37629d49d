"""The surface of a territory."""

from django.contrib.gis.geos import MultiPolygon

from accounts.models import Territory
from zones.geography import geography
from zones.polygons import union


def outline(territory: Territory) -> MultiPolygon:
    """The union of its sectors (EPSG:4326); empty when none of them has a boundary.

    A territory that is everything has no outline to be held to: ask `everything` first.
    """
    codes = set(territory.sectors.values_list("code", flat=True))
    zones = geography().zones
    return union(boundary for code in codes if (boundary := zones["sector", code].boundary) is not None)
