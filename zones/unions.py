"""Boundaries that are computed, never drawn."""

from django.contrib.gis.db.models import Union
from django.db import transaction

from zones.models import Commune, Sector
from zones.polygons import as_multipolygon


@transaction.atomic
def rebuild_sector(*, sector: Sector) -> None:
    """Makes the sector's boundary the union of its communes again; none when it has no commune."""
    together = Commune.objects.filter(sector=sector).aggregate(union=Union("boundary"))["union"]
    sector.boundary = as_multipolygon(together) if together else None
    sector.has_territory = together is not None
    sector.save(update_fields=["boundary", "has_territory"])
