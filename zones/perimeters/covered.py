"""The area covered: the four departments together, kept until the zones change."""

from dataclasses import dataclass
from functools import lru_cache

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.geos.prepared import PreparedGeometry

from zones import versions
from zones.models import Department


@dataclass(frozen=True)
class CoveredArea:
    """The union of the departments (EPSG:4326), also prepared for many questions."""

    geometry: GEOSGeometry
    prepared: PreparedGeometry


class NoBoundaries(Exception):
    """No department is loaded: nothing can be drawn, counted or sent."""


def covered_area() -> CoveredArea:
    return _covered(versions.current())


@lru_cache(maxsize=2)
def _covered(version: int) -> CoveredArea:
    union = Department.objects.aggregate(area=Union("boundary"))["area"]
    if union is None:
        raise NoBoundaries("Load the boundaries first: manage.py load_boundaries.")
    return CoveredArea(union, union.prepared)
