"""A business enrols by itself: four steps kept in a draft, then a subscriber that waits for an officer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from messaging.models import ChannelKind, Suppression
from messaging.queueing import Address
from subscribers import codes, placing
from subscribers.models import Consent, Contact, EnrolmentDraft, OneTimeCode, Profession, Subscriber
from subscribers.purging import UNVERIFIED_FOR
from subscribers.services import WORDING

Purpose = OneTimeCode.Purpose
INCOMPLETE = "Cette inscription n’est pas complète, ou elle est déjà faite."


class EnrolmentRefused(Exception):
    """A step is missing, or this business is enrolled already; the message says so in French."""


class AlreadyFinished(EnrolmentRefused):
    """Another click has just made the subscriber of this draft: nothing is missing."""


@dataclass(frozen=True)
class Progress:
    """Which of the four steps of a draft are done."""

    business: bool
    place: bool
    phone: bool

    @property
    def complete(self) -> bool:
        return self.business and self.place and self.phone


def progress(draft: EnrolmentDraft) -> Progress:
    return Progress(
        business=bool(draft.name and draft.profession_id),
        place=draft.pin_confirmed and draft.location is not None,
        phone=draft.proven_at is not None,
    )


def open_draft(*, key: UUID | None, now: datetime) -> EnrolmentDraft | None:
    """The draft that a browser holds the key of, if it is not too old."""
    if key is None:
        return None
    fresh = EnrolmentDraft.objects.filter(key=key, created_at__gt=now - UNVERIFIED_FOR)
    return fresh.select_related("profession", "commune").first()


def describe_business(
    *, draft: EnrolmentDraft | None, name: str, profession: Profession, siret: str, now: datetime
) -> EnrolmentDraft:
    """Step 1; begins a draft where there is none."""
    draft = draft or EnrolmentDraft(key=uuid4(), created_at=now)
    draft.name, draft.profession, draft.siret = name, profession, siret
    draft.save()
    return draft


def give_number(*, draft: EnrolmentDraft, to: Address, client: str, now: datetime) -> None:
    """Step 3: a code leaves for this number, whoever else has it. Raises codes.CodeRefused."""
    with transaction.atomic():
        codes.ask(holder=draft.key, purpose=Purpose.ENROL, to=to, client=client, now=now)
        draft.address_hash, draft.address_sealed, draft.proven_at = to.hash, to.sealed, None
        draft.save(update_fields=["address_hash", "address_sealed", "proven_at"])


def prove_number(*, draft: EnrolmentDraft, typed: str, now: datetime) -> None:
    """The digits came back: the number is theirs. Raises codes.CodeRefused."""
    code = codes.check(holder=draft.key, purpose=Purpose.ENROL, typed=typed, now=now)
    draft.address_hash, draft.address_sealed = code.address_hash, code.address_sealed
    draft.proven_at = now
    draft.save(update_fields=["address_hash", "address_sealed", "proven_at"])


def already_enrolled(draft: EnrolmentDraft) -> list[Subscriber]:
    """Businesses at the number of the draft; to be shown only once the number is proven."""
    if draft.proven_at is None or draft.address_hash is None:
        return []
    mine = Contact.objects.at(bytes(draft.address_hash)).values("subscriber")
    return list(Subscriber.objects.filter(pk__in=mine).exclude(state=Subscriber.State.REFUSED).order_by("pk"))


def finish(*, draft: EnrolmentDraft, wants_word: bool, now: datetime) -> Subscriber:
    """Step 4, consent: the draft becomes a subscriber that waits, and is forgotten.

    Who said STOP before and enrols again is written to again. Two clicks make one subscriber.
    """
    with transaction.atomic():
        held = EnrolmentDraft.objects.select_for_update().filter(pk=draft.pk).first()
        if held is None:
            raise AlreadyFinished(INCOMPLETE)
        if not progress(held).complete:
            raise EnrolmentRefused(INCOMPLETE)
        if any(shop.name.casefold() == held.name.casefold() for shop in _active(held)):
            raise EnrolmentRefused("Ce commerce est déjà inscrit avec ce numéro : il n’y a rien à refaire.")
        subscriber = _subscribe(held, wants_word, now)
        held.delete()
    return subscriber


def _active(draft: EnrolmentDraft) -> list[Subscriber]:
    return [shop for shop in already_enrolled(draft) if shop.state != Subscriber.State.STOPPED]


def _subscribe(draft: EnrolmentDraft, wants_word: bool, now: datetime) -> Subscriber:
    if draft.profession is None or draft.commune is None or draft.location is None:
        raise EnrolmentRefused(INCOMPLETE)
    subscriber = Subscriber.objects.create(
        name=draft.name,
        profession=draft.profession,
        commune=draft.commune,
        location=draft.location,
        street=draft.street,
        siret=draft.siret,
        created_at=now,
        pin_metres=placing.verdict(draft).metres,
        wants_word=wants_word,
    )
    Contact.objects.create(
        subscriber=subscriber,
        channel=ChannelKind.SMS,
        address_hash=draft.address_hash,
        address_sealed=draft.address_sealed,
    )
    Consent.objects.create(subscriber=subscriber, wording=WORDING, given_at=now)
    Suppression.objects.filter(address_hash=draft.address_hash, why=Suppression.Why.STOP).delete()
    return subscriber
