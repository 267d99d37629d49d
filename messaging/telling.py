"""Telling the operator, by e-mail and by the same rows as everything else that leaves.

An incident is told once a day for as long as it lasts, however often it is noticed and by however many
processes.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from messaging import addresses, tasks
from messaging.freezing import list_hash
from messaging.models import ChannelKind, Chunk, Delivery, Mode, Sending

VALID_FOR = timedelta(days=1)
SIGNED = "\n\nIncident : "

log = logging.getLogger(__name__)


def tell_operator(*, incident: str, title: str, text: str, now: datetime) -> bool:
    """Queue one e-mail to each address of GEOALERT_ALARM_EMAILS; False when nobody is told.

    `incident` is a short name that stays the same while it lasts; it ends the text, and there it is found
    again. `title` becomes the subject. Neither may hold an address.
    """
    if not settings.EMAIL_CHANNEL or not settings.ALARM_EMAILS:
        return False
    signature = f"{SIGNED}{incident}"
    with transaction.atomic():
        if _was_told(signature, now):
            return False
        sending = _sending(f"{title}\n\n{text}{signature}", now)
        Delivery.objects.bulk_create(_delivery(sending, address) for address in _operators())
        Chunk.objects.create(sending=sending, channel=ChannelKind.EMAIL, number=0, not_before=now)
        Sending.objects.filter(pk=sending.pk).update(list_hash=list_hash(sending))
        tasks.ring_bell()
    log.warning("operator told incident=%s sending=%s", incident, sending.pk)
    return True


def told(*, now: datetime) -> Iterator[tuple[str, str, datetime]]:
    """Incidents that were told within the last day, oldest first, each with its title and when."""
    alive = Sending.objects.filter(priority=Sending.Priority.CODE, valid_until__gt=now)
    mails = alive.filter(text__contains=SIGNED).order_by("created_at", "pk")
    for text, at in mails.values_list("text", "created_at"):
        body, _, incident = text.rpartition(SIGNED)
        yield incident, body.partition("\n")[0], at


def _was_told(signature: str, now: datetime) -> bool:
    """Whoever notices the same at the same moment waits here for the other's row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [signature])
    told = Sending.objects.filter(priority=Sending.Priority.CODE, valid_until__gt=now)
    return told.filter(text__endswith=signature).exists()


def _sending(text: str, now: datetime) -> Sending:
    return Sending.objects.create(
        text=text,
        parts=1,
        mode=Mode.LIVE,
        priority=Sending.Priority.CODE,
        valid_until=now + VALID_FOR,
        frozen_count=len(_operators()),
        created_at=now,
    )


def _operators() -> list[str]:
    """Each address once; the settings were checked at the start (geoalert.E011)."""
    return sorted({addresses.clean_email(address) for address in settings.ALARM_EMAILS})


def _delivery(sending: Sending, address: str) -> Delivery:
    return Delivery(
        sending=sending,
        chunk_number=0,
        channel=ChannelKind.EMAIL,
        address_hash=addresses.fingerprint(address),
        address_sealed=addresses.seal(address),
        updated_at=sending.created_at,
    )
