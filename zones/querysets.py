"""The spatial question, asked in one place."""

from typing import Self

from django.contrib.gis.db.models.functions import Distance, Transform
from django.contrib.gis.geos import MultiPolygon, Point
from django.db import models

from zones.constants import LAMBERT_93
from zones.lambert import to_metres


class LocatedQuerySet(models.QuerySet):
    """Rows with a `location` point (EPSG:4326)."""

    def inside(self, perimeter: MultiPolygon) -> Self:
        """Rows on or within `perimeter` (EPSG:4326); a point on the edge is inside."""
        return self.filter(location__coveredby=perimeter)

    def nearest_first(self, perimeter: MultiPolygon) -> Self:
        """Rows by `away`, their Distance from `perimeter` (EPSG:4326), measured in Lambert-93."""
        away = Distance(Transform("location", LAMBERT_93), to_metres(perimeter))
        return self.annotate(away=away).order_by("away")


class SectorQuerySet(models.QuerySet):
    def pickable(self) -> Self:
        """Sectors that have a boundary, and so can be part of a perimeter."""
        return self.filter(boundary__isnull=False)


class CommuneQuerySet(models.QuerySet):
    """Communes, by what an address says of them or by where a point lies."""

    def around(self, location: Point) -> Self:
        """The commune on whose ground `location` (EPSG:4326) lies; two on a shared limit."""
        return self.filter(boundary__covers=location)

    def served_by(self, postcode: str) -> Self:
        """A postcode may serve several communes, and a commune have several postcodes."""
        return self.filter(postcodes__contains=[postcode])
