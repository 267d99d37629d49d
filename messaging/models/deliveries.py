"""Each address of a sending once, the calls made for it, and what gateways called back."""

from django.db import models

from messaging.models.sendings import ChannelKind, Sending


class Delivery(models.Model):
    """One address of one sending, once.

    No index mentions the state or a time: every change of state then stays within its page (HOT).
    `origin` is the caller's own id for whoever is at that address; nothing here reads it.
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
    outcome = models.CharField(max_length=8, choices=Outcome)
    detail = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField()


class Receipt(models.Model):
    """One callback of a gateway, stored raw (without the address) before it is acknowledged."""

    gateway = models.CharField(max_length=16)
    delivery = models.ForeignKey(Delivery, models.CASCADE, null=True, related_name="receipts")
    payload = models.JSONField()
    digest = models.BinaryField(max_length=32, unique=True)
    received_at = models.DateTimeField()
