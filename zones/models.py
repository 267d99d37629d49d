"""Where things are: departments, communes, police sectors, and what is placed among them."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q

from zones.constants import WGS84
from zones.querysets import CommuneQuerySet, LocatedQuerySet, SectorQuerySet


class Department(models.Model):
    """One of the four departments covered; its boundary is the union of its communes."""

    code = models.CharField("code", max_length=3, unique=True)
    name = models.CharField("nom", max_length=80)
    boundary = models.MultiPolygonField("limite", srid=WGS84)

    class Meta:
        verbose_name = "département"
        constraints = [
            models.CheckConstraint(condition=Q(boundary__isvalid=True), name="department_boundary_valid")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Sector(models.Model):
    """A police precinct: a named list of communes, its boundary their union.

    A sector without communes (La Défense) has no boundary and cannot be picked.
    `confidence` says how sure the membership is: A read in a source, B consistent with every
    total found, C assumption.
    """

    code = models.CharField("code", max_length=16, unique=True)
    name = models.CharField("nom", max_length=80)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="sectors", verbose_name="département"
    )
    has_territory = models.BooleanField("a un territoire", default=True)
    boundary = models.MultiPolygonField("limite", srid=WGS84, null=True, blank=True)
    confidence = models.CharField("fiabilité", max_length=1)
    source = models.CharField("source", max_length=200, blank=True)

    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = "secteur"
        constraints = [
            models.CheckConstraint(
                condition=Q(boundary__isvalid=True) | Q(boundary__isnull=True),
                name="sector_boundary_valid",
            ),
            models.CheckConstraint(
                condition=Q(has_territory=True, boundary__isnull=False)
                | Q(has_territory=False, boundary__isnull=True),
                name="sector_boundary_null_only_without_territory",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune, or an arrondissement of Paris, under its INSEE code."""

    insee_code = models.CharField("code INSEE", max_length=5, unique=True)
    name = models.CharField("nom", max_length=80)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="communes", verbose_name="département"
    )
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="communes", verbose_name="secteur")
    boundary = models.MultiPolygonField("limite", srid=WGS84)
    population = models.PositiveIntegerField("population municipale")
    postcodes = ArrayField(models.CharField(max_length=5), verbose_name="codes postaux")
    town_hall = models.PointField("mairie", srid=WGS84, null=True, blank=True)
    source = models.CharField("source", max_length=200)
    vintage = models.CharField("millésime", max_length=20)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        constraints = [
            models.CheckConstraint(condition=Q(boundary__isvalid=True), name="commune_boundary_valid")
        ]

    def __str__(self) -> str:
        return self.name


class Located(models.Model):
    """Something with one point on the map (EPSG:4326, longitude then latitude)."""

    location = models.PointField("position", srid=WGS84)

    objects = LocatedQuerySet.as_manager()

    class Meta:
        abstract = True
