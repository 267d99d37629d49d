"""The spatial question, asked in one place."""

from typing import Self

from django.contrib.gis.geos import MultiPolygon
from django.db import models


class LocatedQuerySet(models.QuerySet):
    """Rows with a `location` point (EPSG:4326)."""

    def inside(self, perimeter: MultiPolygon) -> Self:
        """Rows on or within `perimeter` (EPSG:4326); a point on the edge is inside."""
        return self.filter(location__coveredby=perimeter)


class SectorQuerySet(models.QuerySet):
    def pickable(self) -> Self:
        """Sectors that have a boundary, and so can be part of a perimeter."""
        return self.filter(boundary__isnull=False)
