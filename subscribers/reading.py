"""Replies that are neither STOP nor START: who wrote, as far as one may know it, and who has read them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import journal
from accounts.models import User
from messaging.models import InboundMessage
from messaging.querysets import InboundQuerySet
from subscribers.models import Contact, Subscriber


@dataclass(frozen=True)
class Reply:
    """A reply and the shops of the reader's territory that share its phone; none: nobody enrolled there."""

    message: InboundMessage
    shops: list[Subscriber]
    reader: User | None


def visible_to(user: User) -> InboundQuerySet:
    """What `user` may read: replies of shops of their own territory.

    A phone that no shop has enrolled is nobody's territory: who acts everywhere reads it.
    """
    written = InboundMessage.objects.for_a_person()
    if user.territory is None:
        return written.none()
    if user.territory.everything:
        return written
    mine: Any = Contact.objects.filter(
        address_hash=OuterRef("address_hash"), subscriber__in=Subscriber.objects.in_territory_of(user)
    )
    return written.filter(Exists(mine))


def with_shops(messages: Iterable[InboundMessage], *, for_user: User) -> list[Reply]:
    """Each with the shops that `for_user` may see; three queries, whatever the number."""
    rows = list(messages)
    shops = defaultdict(list)
    contacts = (
        Contact.objects.filter(
            address_hash__in=[row.address_hash for row in rows],
            subscriber__in=Subscriber.objects.in_territory_of(for_user),
        )
        .select_related("subscriber__commune", "subscriber__profession")
        .order_by("subscriber__name", "subscriber_id")
    )
    for contact in contacts:
        shops[bytes(contact.address_hash)].append(contact.subscriber)
    readers = User.objects.in_bulk({row.read_by for row in rows if row.read_by is not None})
    return [Reply(row, shops[bytes(row.address_hash)], readers.get(row.read_by)) for row in rows]


def mark_read(*, ids: Collection[int], by: User, now: datetime) -> int:
    """Say that `by` has read these; returns how many were unread. What is out of reach stays as it is."""
    with transaction.atomic():
        unread = visible_to(by).unread().filter(pk__in=ids)
        found = list(unread.select_for_update(of=("self",)))
        for message in found:
            journal.record(actor=by, verb="reply.read", target=message, now=now)
        InboundMessage.objects.filter(pk__in=[message.pk for message in found]).update(
            read_at=now, read_by=by.pk
        )
    return len(found)
