"""The queue is these rows: one text to some addresses, each address once, and what became of it."""

from django.db import models
from django.db.models import Q


class Mode(models.TextChoices):
    LIVE = "LIVE", "réel"
    EXERCISE = "EXERCISE", "exercice"


class ChannelKind(models.TextChoices):
    SMS = "SMS", "SMS"
    EMAIL = "EMAIL", "courriel"


class Sending(models.Model):
    """One text to some addresses. Text, mode and frozen count never change once written."""

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

    class Meta:
        verbose_name = "envoi"


class Chunk(models.Model):
    """Up to 500 deliveries of a sending: what a worker leases. The only place with SKIP LOCKED."""

    class State(models.TextChoices):
        WAITING = "WAITING", "en attente"
        LEASED = "LEASED", "pris"
        DONE = "DONE", "terminé"

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending", "number"], name="chunk_number_once")]
        indexes = [models.Index(fields=["not_before"], condition=~Q(state="DONE"), name="chunk_open")]


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

    class Meta:
        verbose_name = "réponse"
        constraints = [models.UniqueConstraint(fields=["gateway", "reference"], name="inbound_once")]


class OutboxMessage(models.Model):
    """What a demo phone received through the `outbox` channel, one row a text."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="+")
    address_sealed = models.BinaryField()
    text = models.TextField()
    mode = models.CharField(max_length=8, choices=Mode)
    received_at = models.DateTimeField()
