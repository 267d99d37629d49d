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


@transaction.atomic
def move_commune(*, commune: Commune, sector: Sector) -> None:
    """Gives a commune to a sector; the boundary of the one it leaves follows too."""
    row = Commune.objects.select_for_update(of=("self",)).select_related("sector").get(pk=commune.pk)
    former = row.sector
    row.sector = sector
    row.save(update_fields=["sector"])
    for each in {former, sector}:
        rebuild_sector(sector=each)
