"""STOP and START, by the address alone: whoever holds the phone decides for it, known here or not."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef

from messaging import answering, inbound
from messaging.models import ChannelKind, InboundMessage, Suppression
from messaging.queueing import Address
from subscribers import codes, texts
from subscribers.models import Consent, Contact, OneTimeCode, Subscriber
from subscribers.querysets import ContactQuerySet, SubscriberQuerySet
from subscribers.services import WORDING

Purpose = OneTimeCode.Purpose
State = Subscriber.State
Meaning = InboundMessage.Meaning
ANSWER_FOR = timedelta(hours=24)


def receive(*, gateway: str, reference: str, number: str, text: str, now: datetime) -> InboundMessage | None:
    """Keep what a phone wrote and do what it asks, in one transaction; None when it was known already.

    Raises AddressRefused for what is no French mobile number: nothing of it is kept.
    """
    to = Address.of(number)
    with transaction.atomic():
        stored = inbound.record(gateway=gateway, reference=reference, to=to, text=text, now=now)
        if stored is None:
            return None
        if said := _obey(stored, to.hash, now):
            answering.answer(to=to, text=said, valid_until=now + ANSWER_FOR, now=now)
    return stored


def _obey(stored: InboundMessage, address_hash: bytes, now: datetime) -> str:
    """What the phone is told once its wish is done; nothing when it was done before, or said today."""
    if stored.meaning == Meaning.STOP:
        return texts.stopped() if stop_address(address_hash=address_hash, now=now) else ""
    if stored.meaning == Meaning.START:
        return texts.STARTED if start_address(address_hash=address_hash, now=now) else ""
    return texts.READ_LATER if inbound.is_first_unread_of_the_day(stored) else ""


def ask_to_stop(*, to: Address, client: str, now: datetime) -> UUID:
    """By page: a code first, so that nobody silences somebody else. Raises codes.CodeRefused.

    Returns what the browser keeps to come back with the code.
    """
    holder = uuid4()
    codes.ask(holder=holder, purpose=Purpose.STOP, to=to, client=client, now=now)
    return holder


def prove_and_stop(*, holder: UUID, typed: str, now: datetime) -> None:
    """The code came back: nothing more from now on. Raises codes.CodeRefused."""
    code = codes.check(holder=holder, purpose=Purpose.STOP, typed=typed, now=now)
    stop_address(address_hash=bytes(code.address_hash), now=now)


def stop_address(*, address_hash: bytes, now: datetime) -> bool:
    """Nothing leaves for this address from the next lease on; False when it was closed already.

    A business that has another open number keeps its alerts there; one that has none withdraws.
    """
    with transaction.atomic():
        _, fresh = Suppression.objects.get_or_create(
            channel=ChannelKind.SMS,
            address_hash=address_hash,
            defaults={"why": Suppression.Why.STOP, "since": now},
        )
        silent = _subscribers_at(address_hash).filter(~Exists(_open_contacts()))
        ids = list(silent.exclude(state__in=(State.STOPPED, State.REFUSED)).values_list("pk", flat=True))
        Subscriber.objects.filter(pk__in=ids).update(state=State.STOPPED)
        Consent.objects.filter(subscriber__in=ids, withdrawn_at__isnull=True).update(withdrawn_at=now)
    return fresh


def start_address(*, address_hash: bytes, now: datetime) -> bool:
    """The address may be written to again, its businesses wait for an officer anew; False if none came back.

    A number that is out of service stays closed.
    """
    with transaction.atomic():
        Suppression.objects.filter(address_hash=address_hash, why=Suppression.Why.STOP).delete()
        stopped = _subscribers_at(address_hash).filter(state=State.STOPPED)
        ids = list(stopped.values_list("pk", flat=True))
        Subscriber.objects.filter(pk__in=ids).update(state=State.PENDING)
        Consent.objects.bulk_create(
            Consent(subscriber_id=each, wording=WORDING, given_at=now) for each in ids
        )
    return bool(ids)


def _subscribers_at(address_hash: bytes) -> SubscriberQuerySet:
    return Subscriber.objects.filter(pk__in=Contact.objects.at(address_hash).values("subscriber"))


def _open_contacts() -> ContactQuerySet:
    """Contacts of the outer subscriber that are not suppressed."""
    closed: Any = Suppression.objects.filter(
        channel=OuterRef("channel"), address_hash=OuterRef("address_hash")
    )
    return Contact.objects.filter(~Exists(closed), subscriber=OuterRef("pk"))
