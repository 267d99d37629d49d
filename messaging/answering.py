"""One text to one address: a code, an answer, a word. The same rows, the same engine as alerts."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from messaging import addresses, tasks
from messaging.freezing import list_hash
from messaging.models import ChannelKind, Chunk, Delivery, Mode, Sending
from messaging.sms_text import measure


@dataclass(frozen=True, kw_only=True)
class Address:
    """A phone as the database knows it: keyed hash to compare, ciphertext to send to."""

    hash: bytes
    sealed: bytes

    @classmethod
    def of(cls, number: str) -> "Address":
        """From what somebody typed; raises AddressRefused for what is no French mobile number."""
        clean = addresses.clean(number)
        return cls(hash=addresses.fingerprint(clean), sealed=addresses.seal(clean))


def answer(*, to: Address, text: str, valid_until: datetime, now: datetime) -> Sending:
    """Queue what the address asked for before all alerts, and ring; it leaves even after a STOP."""
    return _queue(to, text, Sending.Priority.CODE, valid_until, now)


def inform(*, to: Address, text: str, valid_until: datetime, now: datetime) -> Sending:
    """Queue a word that nobody is waiting for after all alerts, and ring; a STOP holds it back."""
    return _queue(to, text, Sending.Priority.NEWS, valid_until, now)


def _queue(
    to: Address, text: str, priority: Sending.Priority, valid_until: datetime, now: datetime
) -> Sending:
    with transaction.atomic():
        sending = Sending.objects.create(
            text=text,
            parts=measure(text).parts,
            mode=Mode.LIVE,
            priority=priority,
            valid_until=valid_until,
            frozen_count=1,
            created_at=now,
        )
        Delivery.objects.create(
            sending=sending,
            chunk_number=0,
            channel=ChannelKind.SMS,
            address_hash=to.hash,
            address_sealed=to.sealed,
            updated_at=now,
        )
        Chunk.objects.create(sending=sending, number=0, not_before=now)
        Sending.objects.filter(pk=sending.pk).update(list_hash=list_hash(sending))
        tasks.ring_bell()
    return sending
