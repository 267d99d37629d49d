"""Who would be reached, and why not: one definition for counts, lists and the freeze."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from messaging.models import ChannelKind, Suppression
from zones.french import PARIS
from zones.querysets import LocatedQuerySet

MOST_WORDS = 6


class Reach(models.TextChoices):
    """Whether a send would reach a subscriber now; the first that applies, in this order."""

    NOT_VALIDATED = "NOT_VALIDATED", "pas encore validé"
    STOPPED = "STOPPED", "a arrêté"
    REFUSED = "REFUSED", "refusé"
    NO_CONTACT = "NO_CONTACT", "sans numéro"
    SUPPRESSED = "SUPPRESSED", "numéro désinscrit"
    QUIET = "QUIET", "heures de silence"
    REACHABLE = "REACHABLE", "joignable"


class SubscriberQuerySet(LocatedQuerySet):
    """Subscribers, in the words of those who warn them."""

    def validated(self) -> Self:
        return self.filter(state="VALIDATED")

    def waiting(self) -> Self:
        """Enrolled, and not yet looked at by an officer."""
        return self.filter(state="PENDING")

    def in_territory_of(self, user: User) -> Self:
        """Those of the sectors of `user`, by the commune each is enrolled in; without a territory, nobody."""
        if user.territory is None:
            return self.none()
        if user.territory.everything:
            return self
        return self.filter(commune__sector__in=user.territory.sectors.all())

    def named_like(self, words: str) -> Self:
        """Those whose name, street or commune holds every word typed; accents count, case does not."""
        found = self
        for word in words.split()[:MOST_WORDS]:
            found = found.filter(
                Q(name__icontains=word) | Q(street__icontains=word) | Q(commune__name__icontains=word)
            )
        return found

    def with_reach(self, now: datetime) -> Self:
        """Annotate `reach`, a value of Reach: that of the best of a subscriber's contacts.

        Contacts are looked up by index, one subscriber after the other: the cost follows the number inside,
        never the size of the table (were it asked with EXISTS, PostgreSQL would hash all contacts). Whether
        one is open is asked first, as most are; why none is, for those few.
        """
        contacts: Any = _contacts().filter(subscriber=OuterRef("pk"), channel=ChannelKind.SMS)
        opened = Subquery(contacts.open(now).values_list(Value(Reach.REACHABLE))[:1])
        closed = Subquery(contacts.with_closure().values("closure")[:1])
        return self.annotate(
            reach=Case(
                When(state="PENDING", then=Value(Reach.NOT_VALIDATED)),
                When(state="STOPPED", then=Value(Reach.STOPPED)),
                When(state="REFUSED", then=Value(Reach.REFUSED)),
                default=Coalesce(opened, closed, Value(Reach.NO_CONTACT)),
                output_field=models.CharField(),
            )
        )


class ContactQuerySet(models.QuerySet):
    """Addresses of subscribers."""

    def at(self, address_hash: bytes) -> Self:
        """Every subscriber's contact at one address."""
        return self.filter(address_hash=address_hash)

    def with_closure(self) -> Self:
        """Of addresses none of which is open: annotate `closure`, QUIET or SUPPRESSED, the sleeping first."""
        closure = Case(When(suppressed=True, then=Value(Reach.SUPPRESSED)), default=Value(Reach.QUIET))
        return self.annotate(suppressed=_suppressed()).annotate(closure=closure).order_by("suppressed")

    def open(self, now: datetime) -> Self:
        """Addresses that may be written to now: neither suppressed, whoever shares them, nor quiet."""
        awake = Q(quiet_from__isnull=True) | ~_quiet(now)
        return self.filter(awake, ~_suppressed(), channel=ChannelKind.SMS)

    def deliverable(self, now: datetime) -> Self:
        """Addresses that a send would use now, were their subscriber asked for."""
        return self.open(now).filter(subscriber__state="VALIDATED")

    def recipients_for(
        self, subscribers: SubscriberQuerySet, now: datetime
    ) -> models.QuerySet[Any, dict[str, Any]]:
        """Rows of channel, address_hash, address_sealed, origin (the subscriber's id) for the freeze."""
        return (
            self.open(now)
            .filter(subscriber__in=subscribers.validated())
            .annotate(origin=F("subscriber_id"))
            .values("channel", "address_hash", "address_sealed", "origin")
        )


def _suppressed() -> Exists:
    """The address said STOP or is dead."""
    stopped: Any = Suppression.objects.filter(
        channel=OuterRef("channel"), address_hash=OuterRef("address_hash")
    )
    return Exists(stopped)


def _quiet(now: datetime) -> Q:
    """It is one of the contact's quiet hours (local time, perhaps across midnight)."""
    hour = now.astimezone(PARIS).time()
    same_day = Q(quiet_from__lte=F("quiet_until")) & Q(quiet_from__lte=hour, quiet_until__gt=hour)
    past_midnight = Q(quiet_from__gt=F("quiet_until")) & (Q(quiet_from__lte=hour) | Q(quiet_until__gt=hour))
    return same_day | past_midnight


def _contacts() -> Any:
    """The contacts' queryset, through the registry: the module of models imports this one."""
    return apps.get_model("subscribers", "Contact")._default_manager.all()
