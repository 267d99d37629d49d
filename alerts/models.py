"""An alert: a text, a perimeter, an audience rule, a mode; it becomes a sending when frozen."""

from datetime import datetime

import pgtrigger
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q

from accounts.models import User
from advice.models import AdvicePage
from alerts.querysets import AlertQuerySet, ScopedQuerySet
from incidents.models import IncidentKind
from messaging.models import Mode, Sending
from zones.constants import WGS84


class MessageTemplate(models.Model):
    """A text prepared in advance; `{lieu}` and `{heure}` are filled in for the officer."""

    name = models.CharField("nom", max_length=60, unique=True)
    kind = models.ForeignKey(IncidentKind, models.PROTECT, verbose_name="type d’incident")
    text = models.CharField("texte", max_length=400)
    advice_page = models.ForeignKey(
        AdvicePage, models.PROTECT, null=True, blank=True, verbose_name="fiche conseil"
    )
    rank = models.PositiveSmallIntegerField("rang d’affichage")

    class Meta:
        verbose_name = "modèle de message"
        verbose_name_plural = "modèles de message"

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """What an officer asked for, from draft to end; moves by alerts/lifecycle.py only.

    `shapes` is what was drawn or picked, so that it can be drawn again; `perimeter` is what counts.
    `request_hash` names together what its author is shown before it leaves: alerts/fingerprints.py.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", "brouillon"
        PENDING_APPROVAL = "PENDING_APPROVAL", "à valider"
        APPROVED = "APPROVED", "validée"
        RETURNED = "RETURNED", "renvoyée"
        REJECTED = "REJECTED", "refusée"
        FROZEN = "FROZEN", "départ imminent"
        DISPATCHING = "DISPATCHING", "envoi en cours"
        COMPLETED = "COMPLETED", "envoyée"
        CANCELLED = "CANCELLED", "annulée"
        EXPIRED = "EXPIRED", "périmée"

    code = models.CharField("code public", max_length=10, unique=True)
    form_key = models.UUIDField("clé du formulaire", unique=True)
    state = models.CharField("état", max_length=16, choices=State, default=State.DRAFT)
    mode = models.CharField("mode", max_length=8, choices=Mode, default=Mode.LIVE)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="auteur")
    kind = models.ForeignKey(IncidentKind, models.PROTECT, verbose_name="type d’incident")
    place = models.CharField("lieu", max_length=120)
    occurred_at = models.DateTimeField("heure des faits")
    text = models.TextField("texte, sans le lien")
    advice_page = models.ForeignKey(
        AdvicePage, models.PROTECT, null=True, blank=True, verbose_name="fiche conseil"
    )
    shapes = models.JSONField("formes")
    perimeter = models.MultiPolygonField("périmètre", srid=WGS84)
    area_km2 = models.FloatField("surface en km²")
    profession_codes = ArrayField(models.CharField(max_length=30), verbose_name="professions")
    valid_minutes = models.PositiveSmallIntegerField("validité en minutes")
    previewed_count = models.PositiveIntegerField("nombre annoncé")
    request_hash = models.CharField("empreinte de la demande", max_length=64)
    created_at = models.DateTimeField("créée le")
    frozen_at = models.DateTimeField("figée le", null=True)
    dispatch_at = models.DateTimeField("départ le", null=True)
    ended_at = models.DateTimeField("finie le", null=True)
    sending = models.OneToOneField(Sending, models.PROTECT, null=True, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        constraints = [
            models.CheckConstraint(condition=Q(perimeter__isvalid=True), name="alert_perimeter_valid"),
            models.CheckConstraint(
                # GEOS calls an empty multipolygon valid; an alert for nowhere is never one for all.
                condition=Q(area_km2__gt=0),
                name="alert_perimeter_not_empty",
            ),
            models.CheckConstraint(condition=Q(profession_codes__len__gt=0), name="alert_names_professions"),
        ]
        indexes = [models.Index(fields=["-created_at"], name="alert_newest")]
        triggers = [
            pgtrigger.Protect(
                name="mode_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__mode__df=pgtrigger.F("new__mode")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.place}"

    def public_status(self, now: datetime) -> str:
        """What the public reads first: "live", "cancelled" or "expired"; always the latest."""
        if self.state == self.State.CANCELLED:
            return "cancelled"
        if self.sending is not None and self.sending.valid_until > now:
            return "live"
        return "expired"


class SavedPerimeter(models.Model):
    """Shapes that somebody keeps for an alert to come, under a name; `perimeter` is what they cover."""

    code = models.CharField("code public", max_length=10, unique=True)
    name = models.CharField("nom", max_length=80)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="auteur")
    shapes = models.JSONField("formes")
    perimeter = models.MultiPolygonField("périmètre", srid=WGS84)
    area_km2 = models.FloatField("surface en km²")
    created_at = models.DateTimeField("enregistré le")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "périmètre enregistré"
        verbose_name_plural = "périmètres enregistrés"
        constraints = [
            models.CheckConstraint(condition=Q(perimeter__isvalid=True), name="saved_perimeter_valid"),
            models.CheckConstraint(condition=Q(area_km2__gt=0), name="saved_perimeter_not_empty"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_perimeter_named"),
        ]

    def __str__(self) -> str:
        return self.name
