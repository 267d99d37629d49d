"""An officer refuses a business, with a reason that it is told; validating is in subscribers/services.py."""

from datetime import datetime

from django.db import models, transaction

from accounts import journal
from accounts.models import User
from subscribers import texts
from subscribers.models import Subscriber
from subscribers.services import SubscriberRefused, tell


class Reason(models.TextChoices):
    """Why; the words complete the text that the business receives."""

    NOT_FOUND = "NOT_FOUND", "commerce introuvable à cette adresse"
    NOT_CONCERNED = "NOT_CONCERNED", "activité non concernée"
    TWICE = "TWICE", "commerce déjà inscrit"
    UNCLEAR = "UNCLEAR", "nom ou adresse à préciser"


def refuse(*, subscriber: Subscriber, by: User, reason: str, now: datetime) -> None:
    """The business is told politely and may enrol again; raises SubscriberRefused."""
    if not by.has_perm("accounts.validate_subscriber"):
        raise SubscriberRefused("Vous n’avez pas le droit de refuser un commerce.")
    if reason not in Reason.values:
        raise SubscriberRefused("Choisissez un motif.")
    with transaction.atomic():
        waiting = Subscriber.objects.filter(pk=subscriber.pk, state=Subscriber.State.PENDING)
        if not waiting.update(state=Subscriber.State.REFUSED):
            raise SubscriberRefused("Ce commerce n’attend pas de validation.")
        journal.record(actor=by, verb="subscriber.refuse", target=subscriber, now=now, reason=reason)
        tell(subscriber=subscriber, text=texts.REFUSED.format(reason=Reason(reason).label), now=now)
    subscriber.refresh_from_db()
