"""Who would be reached, and why not: one definition for counts, lists and the freeze."""

from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from messaging.models import ChannelKind, Suppression
from zones.querysets import LocatedQuerySet

PARIS = ZoneInfo("Europe/Paris")


class Reach(models.TextChoices):
    """Whether a send would reach a subscriber now; the first that applies, in this order."""

    NOT_VALIDATED = "NOT_VALIDATED", "pas encore validé"
    STOPPED = "STOPPED", "a arrêté"
    NO_CONTACT = "NO_CONTACT", "sans numéro"
    SUPPRESSED = "SUPPRESSED", "numéro désinscrit"
    QUIET = "QUIET", "heures de silence"
    REACHABLE = "REACHABLE", "joignable"


class SubscriberQuerySet(LocatedQuerySet):
    """Subscribers, in the words of those who warn them."""

    def validated(self) -> Self:
        return self.filter(state="VALIDATED")

    def with_reach(self, now: datetime) -> Self:
        """Annotate `reach`, a value of Reach."""
        contacts: Any = _contacts().filter(subscriber=OuterRef("pk"), channel=ChannelKind.SMS)
        open_contacts = contacts.exclude_suppressed()
        return self.annotate(
            reach=Case(
                When(state="PENDING", then=Value(Reach.NOT_VALIDATED)),
                When(state="STOPPED", then=Value(Reach.STOPPED)),
                When(Exists(open_contacts.awake(now)), then=Value(Reach.REACHABLE)),
                When(Exists(open_contacts), then=Value(Reach.QUIET)),
                When(Exists(contacts), then=Value(Reach.SUPPRESSED)),
                default=Value(Reach.NO_CONTACT),
                output_field=models.CharField(),
            )
        )


class ContactQuerySet(models.QuerySet):
    """Addresses of subscribers."""

    def exclude_suppressed(self) -> Self:
        """Without the addresses that said STOP or are dead, whoever shares them."""
        stopped: Any = Suppression.objects.filter(
            channel=OuterRef("channel"), address_hash=OuterRef("address_hash")
        )
        return self.filter(~Exists(stopped))

    def awake(self, now: datetime) -> Self:
        """Without those whose quiet hours (local time, perhaps across midnight) it is."""
        hour = now.astimezone(PARIS).time()
        same_day = Q(quiet_from__lte=F("quiet_until")) & Q(quiet_from__lte=hour, quiet_until__gt=hour)
        past_midnight = Q(quiet_from__gt=F("quiet_until")) & (
            Q(quiet_from__lte=hour) | Q(quiet_until__gt=hour)
        )
        return self.filter(Q(quiet_from__isnull=True) | ~(same_day | past_midnight))

    def deliverable(self, now: datetime) -> Self:
        """Addresses that a send would use now, were their subscriber asked for."""
        return (
            self.filter(channel=ChannelKind.SMS, subscriber__state="VALIDATED")
            .exclude_suppressed()
            .awake(now)
        )

    def recipients_for(
        self, subscribers: SubscriberQuerySet, now: datetime
    ) -> models.QuerySet[Any, dict[str, Any]]:
        """Rows of channel, address_hash, address_sealed, origin (the subscriber's id) for the freeze."""
        return (
            self.deliverable(now)
            .filter(subscriber__in=subscribers)
            .annotate(origin=F("subscriber_id"))
            .values("channel", "address_hash", "address_sealed", "origin")
        )


def _contacts() -> Any:
    """The contacts' queryset, through the registry: the module of models imports this one."""
    return apps.get_model("subscribers", "Contact")._default_manager.all()
