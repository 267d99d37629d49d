"""Telling the operator, by e-mail and by the same rows as everything else that leaves.

An incident is told once a day for as long as it lasts, however often it is noticed and by however many
processes.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from messaging.models import ChannelKind, Sending
from messaging.queueing import Address, queue

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
        sending = queue(
            to=[Address.of_email(address) for address in settings.ALARM_EMAILS],
            kind=ChannelKind.EMAIL,
            text=f"{title}\n\n{text}{signature}",
            priority=Sending.Priority.CODE,
            valid_until=now + VALID_FOR,
            now=now,
        )
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
