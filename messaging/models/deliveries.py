"""Each address of a sending once, the calls made for it, and what gateways called back."""

from django.db import models

from messaging.models.sendings import ChannelKind, Sending


class Delivery(models.Model):
    """One address of one sending, once.

    No index mentions the state or a time: every change of state then stays within its page (HOT).
    `origin` is the caller's own id for whoever is at that address; nothing here reads it.
    `attempts` counts calls; `tries` those, of this round, that a gateway which was well did not take: so many
    are allowed. `gateway` is the one that it was last handed to. `resends` counts what a person, or the
    policy of the sending, had sent again although it may have arrived. In time the address is forgotten:
    nothing sealed, a hash of nothing, no origin (messaging/forgetting.py).
    """

    class State(models.TextChoices):
        QUEUED = "QUEUED", "en attente"
        SUBMITTING = "SUBMITTING", "remise à la passerelle"
        UNKNOWN = "UNKNOWN", "inconnu"
        ACCEPTED = "ACCEPTED", "accepté"
        SENT = "SENT", "envoyé"
        DELIVERED = "DELIVERED", "remis"
        FAILED = "FAILED", "échoué"
        EXPIRED = "EXPIRED", "périmé"
        REJECTED = "REJECTED", "refusé"
        SKIPPED_SUPPRESSED = "SKIPPED_SUPPRESSED", "écarté : désinscrit"
        SKIPPED_STOPPED = "SKIPPED_STOPPED", "écarté : envoi arrêté"
        SKIPPED_EXPIRED = "SKIPPED_EXPIRED", "écarté : trop tard"

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="deliveries", db_index=False)
    chunk_number = models.PositiveIntegerField()
    channel = models.CharField(max_length=5, choices=ChannelKind)
    address_hash = models.BinaryField(max_length=32)
    address_sealed = models.BinaryField()
    origin = models.BigIntegerField(null=True)
    state = models.CharField(max_length=18, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(db_default=0)
    resends = models.PositiveSmallIntegerField(db_default=0)
    gateway = models.CharField(max_length=16, blank=True, db_default="")
    reason = models.CharField("motif", max_length=80, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "destinataire"
        constraints = [
            models.UniqueConstraint(
                fields=["sending", "channel", "address_hash"], name="delivery_address_once"
            )
        ]
        indexes = [models.Index(fields=["sending", "chunk_number"], name="delivery_chunk")]


class Attempt(models.Model):
    """One network call for one delivery, and the outcome its adapter read in the answer."""

    class Outcome(models.TextChoices):
        ACCEPTED = "ACCEPTED", "accepté"
        REFUSED = "REFUSED", "refusé"
        NOT_SENT = "NOT_SENT", "pas parti, à reprendre"
        UNKNOWN = "UNKNOWN", "inconnu"

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempt_rows")
    number = models.PositiveSmallIntegerField()
    gateway = models.CharField(max_length=16, blank=True, db_default="")
    outcome = models.CharField(max_length=8, choices=Outcome)
    detail = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField()


class SubmittedPart(models.Model):
    """The name that a gateway gave to one part of a text: its receipts speak of nothing else.

    Written with the attempt and never changed, so that a delivery's own row keeps its place in its page.
    """

    gateway = models.CharField(max_length=16)
    reference = models.CharField(max_length=80)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="submitted_parts")
    attempt = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    parts = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="submitted_part_reference_once")
        ]


class Receipt(models.Model):
    """One callback of a gateway, stored raw (without the address) before it is acknowledged.

    `delivery` stays empty while we do not know yet what `reference` means: a receipt may come before our
    own commit. `attempt` is the call that it speaks of.
    """

    gateway = models.CharField(max_length=16)
    reference = models.CharField(max_length=80, blank=True, db_default="")
    delivery = models.ForeignKey(Delivery, models.CASCADE, null=True, related_name="receipts")
    attempt = models.PositiveSmallIntegerField(db_default=0)
    part = models.PositiveSmallIntegerField(db_default=1)
    state = models.CharField(max_length=18, choices=Delivery.State, db_default="")
    payload = models.JSONField()
    digest = models.BinaryField(max_length=32, unique=True)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["gateway", "reference"],
                condition=models.Q(delivery__isnull=True),
                name="receipt_early",
            )
        ]
