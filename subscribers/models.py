"""Who is warned: businesses that enrolled, how to reach them, and what they agreed to."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import Q

from messaging.models import ChannelKind, Sending
from subscribers.querysets import ContactQuerySet, SubscriberQuerySet
from zones.constants import WGS84
from zones.models import Commune, Located


class Profession(models.Model):
    """A trade, in our own list; NAF codes (rev. 2) beside it."""

    code = models.SlugField("code", max_length=30, unique=True)
    name = models.CharField("nom", max_length=60)
    plural = models.CharField("pluriel", max_length=60)
    naf_codes = models.CharField("codes NAF (rév. 2)", max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField("rang d’affichage")

    class Meta:
        verbose_name = "profession"

    def __str__(self) -> str:
        return self.name


class Subscriber(Located):
    """A business that enrolled, with one point on the map.

    Only a validated one receives operational alerts; an officer validates (subscribers/services.py).
    """

    class State(models.TextChoices):
        PENDING = "PENDING", "à valider"
        VALIDATED = "VALIDATED", "validé"
        STOPPED = "STOPPED", "a arrêté"
        REFUSED = "REFUSED", "refusé"

    name = models.CharField("enseigne", max_length=120)
    profession = models.ForeignKey(Profession, models.PROTECT, verbose_name="profession")
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name="commune")
    street = models.CharField("adresse", max_length=160, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    state = models.CharField("état", max_length=9, choices=State, default=State.PENDING)
    created_at = models.DateTimeField("inscrit le")
    validated_at = models.DateTimeField("validé le", null=True, blank=True)
    pin_metres = models.PositiveIntegerField(
        "mètres entre l’adresse trouvée et le repère", null=True, blank=True
    )
    wants_word = models.BooleanField("veut être prévenu de sa validation", default=False, db_default=False)

    objects: ClassVar[SubscriberQuerySet] = SubscriberQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "abonné"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="VALIDATED") | Q(validated_at__isnull=False),
                name="subscriber_validated_has_date",
            )
        ]
        indexes = [models.Index(fields=["commune"], condition=Q(state="PENDING"), name="subscriber_waiting")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """One address of a subscriber: ciphertext to send to, keyed hash to compare (messaging/addresses.py).

    `quiet_from`/`quiet_until` (local time, may span midnight) are hours at which the shop asked
    not to be called; both or neither.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="contacts")
    channel = models.CharField("voie", max_length=5, choices=ChannelKind, default=ChannelKind.SMS)
    address_hash = models.BinaryField(max_length=32, db_index=True)
    address_sealed = models.BinaryField()
    quiet_from = models.TimeField("silence de", null=True, blank=True)
    quiet_until = models.TimeField("silence jusqu’à", null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "channel", "address_hash"], name="contact_address_once"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="contact_quiet_hours_both_or_neither",
            ),
        ]


class Consent(models.Model):
    """What a subscriber agreed to, when and in which words; withdrawn, never erased."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents")
    wording = models.CharField("version du texte", max_length=20)
    given_at = models.DateTimeField("donné le")
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "consentement"


class EnrolmentDraft(models.Model):
    """What a business has told so far, before its number is proven and its consent given.

    Read through its `key`, which only the browser that began it holds; kept 48 h at most
    (subscribers/purging.py). `geocoded` is where the address was found, `location` where its pin is now.
    """

    key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=120, blank=True)
    profession = models.ForeignKey(Profession, models.CASCADE, null=True)
    siret = models.CharField(max_length=14, blank=True)
    address = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=160, blank=True)
    commune = models.ForeignKey(Commune, models.CASCADE, null=True)
    geocoded = models.PointField(srid=WGS84, null=True)
    location = models.PointField(srid=WGS84, null=True)
    pin_confirmed = models.BooleanField(default=False)
    address_hash = models.BinaryField(max_length=32, null=True)
    address_sealed = models.BinaryField(null=True)
    proven_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "inscription commencée"
        constraints = [
            models.CheckConstraint(
                condition=Q(proven_at__isnull=True) | Q(address_hash__isnull=False),
                name="draft_proven_has_address",
            )
        ]


class OneTimeCode(models.Model):
    """Six digits sent to a phone to prove who holds it; only a keyed hash of them stays here.

    `holder` is what the browser that asked holds: nobody else can use up its tries. Rows outlive their
    ten minutes for a day, so that how often a number or a client asks can be counted.
    """

    class Purpose(models.TextChoices):
        ENROL = "ENROL", "inscription"
        STOP = "STOP", "désinscription"

    holder = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=5, choices=Purpose)
    address_hash = models.BinaryField(max_length=32)
    address_sealed = models.BinaryField()
    client_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    sending = models.ForeignKey(Sending, models.SET_NULL, null=True)

    class Meta:
        verbose_name = "code à usage unique"
        indexes = [
            models.Index(fields=["address_hash", "created_at"], name="code_by_address"),
            models.Index(fields=["client_hash", "created_at"], name="code_by_client"),
        ]
