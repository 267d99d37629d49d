"""What happened: kind, time (or a window), place."""

from django.contrib.gis.db import models
from django.db.models import F, Q

from zones.constants import WGS84
from zones.querysets import LocatedQuerySet


class IncidentKind(models.Model):
    """A kind of incident that alerts and analysis speak of."""

    code = models.SlugField("code", max_length=30, unique=True)
    name = models.CharField("nom", max_length=80)
    rank = models.PositiveSmallIntegerField("rang d’affichage")

    class Meta:
        verbose_name = "type d’incident"
        verbose_name_plural = "types d’incident"

    def __str__(self) -> str:
        return self.name


class Incident(models.Model):
    """Something that happened between two instants (equal when the time is known), perhaps unplaced."""

    kind = models.ForeignKey(IncidentKind, models.PROTECT, verbose_name="type")
    began_at = models.DateTimeField("au plus tôt")
    ended_at = models.DateTimeField("au plus tard")
    location = models.PointField("position", srid=WGS84, null=True, blank=True)
    source = models.CharField("source", max_length=40)

    objects = LocatedQuerySet.as_manager()

    class Meta:
        verbose_name = "incident"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("began_at")), name="incident_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["kind", "began_at"], name="incident_kind_time")]
