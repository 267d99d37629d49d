"""What enrolment keeps, and for how long; run twice, it changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from messaging.models import InboundMessage, Sending
from subscribers.models import EnrolmentDraft, OneTimeCode

UNVERIFIED_FOR = timedelta(hours=48)
CODES_FOR = timedelta(hours=24)
REPLIES_FOR = timedelta(days=30)
ENDED = (Sending.State.DONE, Sending.State.STOPPED)


@dataclass(frozen=True)
class Purged:
    """How many rows went, by kind."""

    drafts: int
    codes: int
    texts: int
    replies: int


def purge(*, now: datetime) -> Purged:
    """Unfinished enrolments after 48 h, codes after 24 h, replies after 30 days.

    The text of an SMS holds its code in clear: it goes as soon as the code is of no use, once it has left.
    """
    stale = OneTimeCode.objects.filter(expires_at__lte=now, sending__state__in=ENDED)
    texts = Sending.objects.filter(pk__in=stale.values("sending"))
    return Purged(
        texts=_delete(texts),
        codes=_delete(OneTimeCode.objects.filter(created_at__lte=now - CODES_FOR)),
        drafts=_delete(EnrolmentDraft.objects.filter(created_at__lte=now - UNVERIFIED_FOR)),
        replies=_delete(InboundMessage.objects.filter(received_at__lte=now - REPLIES_FOR)),
    )


def _delete(rows: QuerySet) -> int:
    _, by_kind = rows.delete()
    return by_kind.get(rows.model._meta.label, 0)
