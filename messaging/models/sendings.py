"""One text to some addresses, and the chunks in which workers take it."""

from django.db import models
from django.db.models import Q


class Mode(models.TextChoices):
    LIVE = "LIVE", "réel"
    EXERCISE = "EXERCISE", "exercice"


class ChannelKind(models.TextChoices):
    SMS = "SMS", "SMS"
    EMAIL = "EMAIL", "courriel"


class Sending(models.Model):
    """One text to some addresses. Its mode never changes, nor text, parts, count and hash once it is frozen:
    a trigger sees to it (migration 0009).
    """

    class State(models.TextChoices):
        RUNNING = "RUNNING", "en cours"
        PAUSED = "PAUSED", "en pause"
        STOPPING = "STOPPING", "arrêt en cours"
        STOPPED = "STOPPED", "arrêté"
        DONE = "DONE", "terminé"

    class Priority(models.IntegerChoices):
        CODE = 0, "code"
        ALERT = 1, "alerte"
        NEWS = 2, "actualité"

    class UnknownPolicy(models.TextChoices):
        AVOID_DUPLICATES = "AVOID_DUPLICATES", "ne jamais doubler"
        AVOID_LOSS = "AVOID_LOSS", "ne jamais perdre"

    text = models.TextField("texte")
    parts = models.PositiveSmallIntegerField("SMS par destinataire")
    mode = models.CharField(max_length=8, choices=Mode)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.ALERT)
    valid_until = models.DateTimeField("valable jusqu’à")
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    unknown_policy = models.CharField(
        max_length=16, choices=UnknownPolicy, default=UnknownPolicy.AVOID_DUPLICATES
    )
    frozen_count = models.PositiveIntegerField("destinataires figés", default=0)
    list_hash = models.CharField("empreinte de la liste", max_length=64, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Since then nobody can say whom it went to (messaging/forgetting.py).
    addresses_forgotten_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "envoi"
        indexes = [
            models.Index(fields=["valid_until"], name="sending_valid"),
            # Few of many: a code is a sending, too.
            models.Index(fields=["id"], condition=~Q(state__in=["DONE", "STOPPED"]), name="sending_going"),
        ]


class Chunk(models.Model):
    """Up to 500 deliveries of one channel of a sending: what a worker leases. The only SKIP LOCKED."""

    class State(models.TextChoices):
        WAITING = "WAITING", "en attente"
        LEASED = "LEASED", "pris"
        DONE = "DONE", "terminé"

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="chunks")
    channel = models.CharField(max_length=5, choices=ChannelKind, db_default=ChannelKind.SMS)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sending", "channel", "number"], name="chunk_number_once")
        ]
        indexes = [models.Index(fields=["not_before"], condition=~Q(state="DONE"), name="chunk_open")]
