"""How many incidents in each commune."""

from django.db.models import Count, OuterRef, Subquery

from incidents.querysets import IncidentQuerySet
from zones.models import Commune


def by_commune(incidents: IncidentQuerySet) -> dict[str, int]:
    """Placed incidents by name of commune; one on the limit of two counts in one of them."""
    around = Commune.objects.filter(boundary__covers=OuterRef("location")).order_by("insee_code")
    placed = incidents.placed().annotate(commune=Subquery(around.values("name")[:1]))
    rows = placed.values_list("commune").annotate(n=Count("*"))
    return {name: number for name, number in rows if name is not None}
