"""The journal as a test reads it, whole; administrators read it as it is."""

from django.db import models

from accounts.models import JournalEntry


def entries_about(target: models.Model) -> models.QuerySet[JournalEntry]:
    """What happened to one object, oldest first."""
    return JournalEntry.objects.filter(
        target_kind=target._meta.label_lower, target_id=str(target.pk)
    ).order_by("pk")
