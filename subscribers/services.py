"""What happens to a subscriber: enrol, validate. Stopping is by number (subscribers/stopping.py)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib.gis.geos import Point
from django.db import transaction

from accounts import journal
from accounts.models import User
from messaging import addresses, answering
from messaging.models import ChannelKind
from messaging.queueing import Address
from subscribers import texts
from subscribers.models import Consent, Contact, Profession, Subscriber
from zones.models import Commune

State = Subscriber.State
WORDING = "2026-11"
TELL_FOR = timedelta(hours=24)


class SubscriberRefused(Exception):
    """The change is not allowed; the message says why in French."""


@dataclass(frozen=True, kw_only=True)
class Business:
    """What is known of a business when it enrols; `location` in EPSG:4326."""

    name: str
    profession: Profession
    commune: Commune
    location: Point
    street: str = ""
    siret: str = ""


def enrol(*, business: Business, phone: str | None, now: datetime) -> Subscriber:
    """A business enrols and consents; an officer validates it before it receives alerts.

    Raises AddressRefused for a number that is not a French mobile.
    """
    with transaction.atomic():
        subscriber = Subscriber.objects.create(
            name=business.name,
            profession=business.profession,
            commune=business.commune,
            location=business.location,
            street=business.street,
            siret=business.siret,
            created_at=now,
        )
        if phone is not None:
            add_contact(subscriber=subscriber, phone=phone)
        Consent.objects.create(subscriber=subscriber, wording=WORDING, given_at=now)
    return subscriber


def add_contact(*, subscriber: Subscriber, phone: str, quiet: tuple[time, time] | None = None) -> Contact:
    """One more mobile number for a subscriber; `quiet` hours are local, from and until."""
    number = addresses.clean(phone)
    quiet_from, quiet_until = quiet or (None, None)
    return Contact.objects.create(
        subscriber=subscriber,
        channel=ChannelKind.SMS,
        address_hash=addresses.fingerprint(number),
        address_sealed=addresses.seal(number),
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )


def validate(*, subscriber: Subscriber, by: User, now: datetime) -> None:
    """An officer vouches that the business is what it says; only with its consent."""
    if not by.has_perm("accounts.validate_subscriber"):
        raise SubscriberRefused("Vous n’avez pas le droit de valider un commerce.")
    if not subscriber.consents.filter(withdrawn_at__isnull=True).exists():
        raise SubscriberRefused("Ce commerce n’a pas donné son accord.")
    with transaction.atomic():
        moved = Subscriber.objects.filter(pk=subscriber.pk, state=State.PENDING).update(
            state=State.VALIDATED, validated_at=now
        )
        if not moved:
            raise SubscriberRefused("Ce commerce n’attend pas de validation.")
        journal.record(actor=by, verb="subscriber.validate", target=subscriber, now=now)
        if subscriber.wants_word:
            tell(subscriber=subscriber, text=texts.validated(), now=now)
    subscriber.refresh_from_db()


def tell(*, subscriber: Subscriber, text: str, now: datetime) -> None:
    """A word to every number of a business that may be written to, now and when it leaves."""
    for contact in subscriber.contacts.open(now):
        to = Address(hash=bytes(contact.address_hash), sealed=bytes(contact.address_sealed))
        answering.inform(to=to, text=text, valid_until=now + TELL_FOR, now=now)
