"""While one row here has no release, nothing leaves: every lease asks this table."""

from django.db import models
from django.db.models import Q


class Standstill(models.Model):
    """Everything is held back since `began_at`, until a person lets it go (`released_at`).

    A restore writes the row in the transaction that brings the data back, so that no process ever sees
    them without it. `snapshot_at` is when the backup was made. Once `settled_at` is set, `in_flight` rows
    were being handed over then, `maybe_left` were queued and may have left since, `too_late` were no longer
    valid: none of them leaves again.
    """

    class Why(models.TextChoices):
        RESTORED = "RESTORED", "base restaurée"

    why = models.CharField("motif", max_length=8, choices=Why, db_default=Why.RESTORED)
    began_at = models.DateTimeField("depuis le")
    snapshot_at = models.DateTimeField("sauvegarde du")
    settled_at = models.DateTimeField("file réglée le", null=True)
    in_flight = models.PositiveIntegerField("en cours de remise", db_default=0)
    maybe_left = models.PositiveIntegerField("peut-être partis", db_default=0)
    too_late = models.PositiveIntegerField("périmés", db_default=0)
    released_at = models.DateTimeField("levé le", null=True)

    class Meta:
        verbose_name = "arrêt des envois"
        verbose_name_plural = "arrêts des envois"
        constraints = [
            models.UniqueConstraint(
                fields=["why"], condition=Q(released_at__isnull=True), name="standstill_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(settled_at__isnull=False),
                name="standstill_settled_before_release",
            ),
        ]
