"""What happened: kind, time (or a window), place."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from incidents.local_time import LocalDay, LocalWeekHour
from incidents.querysets import IncidentQuerySet
from zones.constants import WGS84
from zones.metres import Easting, Northing


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
    """Something that happened between two instants (equal when the time is known), perhaps unplaced.

    The database keeps, beside each, what analysis counts by: the day and hour of the week in Paris,
    and whole metres in Lambert-93; an index that holds them all answers without the table.
    """

    kind = models.ForeignKey(IncidentKind, models.PROTECT, verbose_name="type")
    began_at = models.DateTimeField("au plus tôt")
    ended_at = models.DateTimeField("au plus tard")
    location = models.PointField("position", srid=WGS84, null=True, blank=True)
    source = models.CharField("source", max_length=40)
    recorded_at = models.DateTimeField("enregistré le", db_default=Now())
    day = models.GeneratedField(
        expression=LocalDay("began_at"), output_field=models.DateField("jour"), db_persist=True
    )
    week_hour = models.GeneratedField(
        expression=LocalWeekHour("began_at"),
        output_field=models.SmallIntegerField("heure de la semaine"),
        db_persist=True,
    )
    easting = models.GeneratedField(
        expression=Easting("location"), output_field=models.IntegerField("mètres est"), db_persist=True
    )
    northing = models.GeneratedField(
        expression=Northing("location"), output_field=models.IntegerField("mètres nord"), db_persist=True
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "incident"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("began_at")), name="incident_ends_after_it_begins"
            )
        ]
        indexes = [
            models.Index(
                fields=["day", "kind"],
                include=["week_hour", "easting", "northing", "began_at", "ended_at"],
                name="incident_day_kind",
            ),
            models.Index(fields=["recorded_at"], name="incident_recorded"),
        ]
