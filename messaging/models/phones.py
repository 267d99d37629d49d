"""What phones said, and what the phones of a demonstration received."""

from django.db import models

from messaging.models.deliveries import Delivery
from messaging.models.sendings import ChannelKind, Mode
from messaging.querysets import InboundQuerySet


class Suppression(models.Model):
    """An address that said STOP, or is dead: nothing is sent to it, whoever shares it."""

    class Why(models.TextChoices):
        STOP = "STOP", "a répondu STOP"
        DEAD = "DEAD", "numéro hors service"

    channel = models.CharField(max_length=5, choices=ChannelKind)
    address_hash = models.BinaryField(max_length=32)
    why = models.CharField(max_length=4, choices=Why)
    since = models.DateTimeField()

    class Meta:
        verbose_name = "désinscription"
        constraints = [
            models.UniqueConstraint(fields=["channel", "address_hash"], name="suppression_address_once")
        ]


class InboundMessage(models.Model):
    """What a phone wrote back, once, stored before the gateway is answered.

    `reference` is the gateway's own name for it. `meaning` is what was read in it; empty: kept for a person.
    `read_by` is the caller's own id for the person who read it at `read_at`; nothing here reads it.
    """

    class Meaning(models.TextChoices):
        STOP = "STOP", "ne plus recevoir"
        START = "START", "recevoir à nouveau"

    gateway = models.CharField(max_length=16)
    reference = models.CharField(max_length=64)
    address_hash = models.BinaryField(max_length=32)
    address_sealed = models.BinaryField()
    text = models.TextField()
    meaning = models.CharField(max_length=5, choices=Meaning, blank=True)
    received_at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.BigIntegerField(null=True)

    objects = InboundQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="inbound_once"),
            models.CheckConstraint(
                condition=models.Q(read_at__isnull=True, read_by__isnull=True)
                | models.Q(read_at__isnull=False, read_by__isnull=False),
                name="inbound_read_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(meaning="", read_at__isnull=True),
                name="inbound_unread",
            )
        ]


class InboundPart(models.Model):
    """One part of a long text that a phone wrote, stored before the gateway is answered, until all are there.

    `series` is the phone's own number for the whole; phones count it in circles, so it is of no use for long.
    """

    gateway = models.CharField(max_length=16)
    address_hash = models.BinaryField(max_length=32)
    address_sealed = models.BinaryField()
    series = models.CharField(max_length=16)
    part = models.PositiveSmallIntegerField()
    parts = models.PositiveSmallIntegerField()
    text = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "address_hash", "series", "part"], name="inbound_part_once"
            )
        ]


class OutboxMessage(models.Model):
    """What a demo phone received through the `outbox` channel, one row a text."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="+")
    address_sealed = models.BinaryField()
    text = models.TextField()
    mode = models.CharField(max_length=8, choices=Mode)
    received_at = models.DateTimeField()
