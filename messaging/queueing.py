"""A text to a few addresses that the caller knows: the same rows, the same engine as an alert."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from messaging import addresses, tasks
from messaging.freezing import list_hash
from messaging.models import ChannelKind, Chunk, Delivery, Mode, Sending
from messaging.sms_text import measure


@dataclass(frozen=True, kw_only=True)
class Address:
    """A phone or a mailbox as the database knows it: keyed hash to compare, ciphertext to send to."""

    hash: bytes
    sealed: bytes

    @classmethod
    def of(cls, number: str) -> "Address":
        """From what somebody typed; raises AddressRefused for what is no French mobile number."""
        return cls._of(addresses.clean(number))

    @classmethod
    def of_email(cls, address: str) -> "Address":
        """Raises AddressRefused for what is no e-mail address."""
        return cls._of(addresses.clean_email(address))

    @classmethod
    def _of(cls, clean: str) -> "Address":
        return cls(hash=addresses.fingerprint(clean), sealed=addresses.seal(clean))


def queue(
    *,
    to: Iterable[Address],
    kind: ChannelKind,
    text: str,
    priority: Sending.Priority,
    valid_until: datetime,
    now: datetime,
) -> Sending:
    """Queue a real text in one chunk, each address once, and ring when the transaction has committed."""
    recipients = {one.hash: one for one in to}.values()
    with transaction.atomic():
        sending = Sending.objects.create(
            text=text,
            parts=measure(text).parts if kind == ChannelKind.SMS else 1,
            mode=Mode.LIVE,
            priority=priority,
            valid_until=valid_until,
            frozen_count=len(recipients),
            created_at=now,
        )
        Delivery.objects.bulk_create(_delivery(sending, kind, one) for one in recipients)
        Chunk.objects.create(sending=sending, channel=kind, number=0, not_before=now)
        Sending.objects.filter(pk=sending.pk).update(list_hash=list_hash(sending))
        tasks.ring_bell()
    return sending


def _delivery(sending: Sending, kind: ChannelKind, to: Address) -> Delivery:
    return Delivery(
        sending=sending,
        chunk_number=0,
        channel=kind,
        address_hash=to.hash,
        address_sealed=to.sealed,
        updated_at=sending.created_at,
    )
