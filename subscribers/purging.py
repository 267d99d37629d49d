"""What enrolment keeps, and for how long; run twice, it changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from messaging.models import InboundMessage, Sending
from subscribers.models import EnrolmentDraft, OneTimeCode

UNVERIFIED_FOR = timedelta(hours=48)
CODES_FOR = timedelta(hours=24)
REPLIES_FOR = timedelta(days=30)
# After the end of their validity.
TEXTS_FOR = timedelta(hours=24)
# Codes, answers, and what an officer decided (messaging/answering.py).
TO_ONE_PHONE = (Sending.Priority.CODE, Sending.Priority.NEWS)
ENDED = (Sending.State.DONE, Sending.State.STOPPED)


@dataclass(frozen=True)
class Purged:
    """How many rows went, by kind."""

    drafts: int
    codes: int
    texts: int
    replies: int


def purge(*, now: datetime) -> Purged:
    """Unfinished enrolments after 48 h, codes after 24 h, replies after 30 days, texts to one phone.

    The text of an SMS holds its code in clear: it goes as soon as it is no longer valid, once it has left;
    a day later whatever became of it, paused or forgotten. What alerts sent stays: it is evidence.
    """
    to_one = Sending.objects.filter(priority__in=TO_ONE_PHONE)
    over = Q(state__in=ENDED, valid_until__lte=now) | Q(valid_until__lte=now - TEXTS_FOR)
    return Purged(
        texts=_delete(to_one.filter(over)),
        codes=_delete(OneTimeCode.objects.filter(created_at__lte=now - CODES_FOR)),
        drafts=_delete(EnrolmentDraft.objects.filter(created_at__lte=now - UNVERIFIED_FOR)),
        replies=_delete(InboundMessage.objects.filter(received_at__lte=now - REPLIES_FOR)),
    )


def _delete(rows: QuerySet) -> int:
    _, by_kind = rows.delete()
    return by_kind.get(rows.model._meta.label, 0)
