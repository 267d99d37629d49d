"""A sending under way, as somebody watches it: how fast, how long still, what went wrong and why."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Q

from messaging import outages
from messaging.models import Delivery, Sending
from messaging.outages import Outage
from messaging.progress import COLUMNS, Progress, counted

State = Delivery.State
# Of columns that somebody may have to look at: why, and how many.
LOOKED_AT = (*COLUMNS["unknown"], *COLUMNS["failed"], *COLUMNS["skipped"])
NO_RECEIPT_AFTER = timedelta(hours=24)
RATE_OVER = timedelta(seconds=20)
# The first answers come in one batch: a shorter time would make a wild rate of them.
SHORTEST_RATE = timedelta(seconds=2)

# Attempts are written in the order of their ids, and nothing else leads to the last ones: they are read
# backwards, so many at most, whatever the size of the sending or of the table.
_RATE = """
SELECT count(*) FILTER (WHERE delivery.sending_id = %(sending)s AND recent.outcome = 'ACCEPTED'),
       min(recent.ended_at) FILTER (WHERE delivery.sending_id = %(sending)s)
FROM (SELECT delivery_id, outcome, ended_at FROM messaging_attempt ORDER BY id DESC LIMIT 2000) recent
JOIN messaging_delivery delivery ON delivery.id = recent.delivery_id
WHERE recent.ended_at > %(since)s AND recent.ended_at <= %(now)s
"""


@dataclass(frozen=True)
class Trouble:
    """Deliveries of one state for one reason; a gateway's receipt gives none: `reason` is empty then."""

    state: str
    reason: str
    deliveries: int


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What is known of a sending at one moment.

    `rate` is what gateways accepted per second lately, `left` how long the rest takes at that rate: None
    where nothing honest can be said. A contract is shared with other sendings, and tells nothing.
    `without_receipt` were accepted more than a day ago, and nothing was heard of them; `sent_again` were
    handed over once more by a declared resend or a retry. `changed_at` is the last change of any row.
    """

    progress: Progress
    troubles: list[Trouble]
    without_receipt: int
    sent_again: int
    changed_at: datetime | None
    rate: float | None = None
    left: timedelta | None = None
    outage: Outage | None = None


def watch(sending: Sending, *, now: datetime) -> Watched:
    """One scan of the deliveries, whatever is asked; while some wait, the last attempts beside it."""
    by_state: Counter[str] = Counter()
    troubles, silent, again, changes = [], 0, 0, []
    for state, reason, deliveries, old, resent, changed_at in _scan(sending, now):
        by_state[state] += deliveries
        silent += old
        again += resent
        changes.append(changed_at)
        if state in LOOKED_AT:
            troubles.append(Trouble(state, reason, deliveries))
    found = counted(sending, by_state)
    outage = None if found.finished else outages.outage_of(sending)
    rate = _rate(sending, now) if _leaves(sending, found, outage) else None
    return Watched(
        progress=found,
        troubles=sorted(troubles, key=lambda trouble: -trouble.deliveries),
        without_receipt=silent,
        sent_again=again,
        changed_at=max(changes, default=None),
        rate=rate,
        left=timedelta(seconds=found.waiting / rate) if rate else None,
        outage=outage,
    )


def _scan(sending: Sending, now: datetime) -> list[tuple[str, str, int, int, int, datetime]]:
    silent = Q(state__in=COLUMNS["accepted"], updated_at__lt=now - NO_RECEIPT_AFTER)
    groups = Delivery.objects.filter(sending=sending).values_list("state", "reason")
    rows = groups.annotate(
        rows=Count("pk"),
        silent=Count("pk", filter=silent),
        resent=Count("pk", filter=Q(resends__gt=0)),
        changed=Max("updated_at"),
    )
    return list(rows.order_by())


def _leaves(sending: Sending, found: Progress, outage: Outage | None) -> bool:
    """Whether something may be leaving: neither finished, nor held back by a person or a broken gateway."""
    return (
        not found.finished and sending.state == Sending.State.RUNNING and (outage is None or outage.covered)
    )


def _rate(sending: Sending, now: datetime) -> float | None:
    since = now - RATE_OVER
    with connection.cursor() as cursor:
        cursor.execute(_RATE, {"sending": sending.pk, "since": since, "now": now})
        accepted, first = cursor.fetchone()
    if not accepted:
        return None
    return float(accepted / max(now - first, SHORTEST_RATE).total_seconds())
