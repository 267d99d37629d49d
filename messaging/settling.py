"""What became of the unknown: the gateway is asked where it can be, then the policy of the sending speaks."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from messaging import breaker, receipts, steering, tasks
from messaging.channels import CHANNELS, OpenChannels
from messaging.channels.base import Message, Outcome, Result
from messaging.models import Delivery, Sending

log = logging.getLogger(__name__)

# One look at a time: the sweep comes again in a moment.
AT_ONCE = 500

STATE_AFTER_LOOK_UP = {
    Outcome.ACCEPTED: Delivery.State.ACCEPTED,
    Outcome.REFUSED: Delivery.State.REJECTED,
    Outcome.NOT_SENT: Delivery.State.QUEUED,
}

# Still unknown: its turn comes again after another grace.
_SETTLE = """
UPDATE messaging_delivery delivery
SET state = CASE WHEN told.state = '' THEN delivery.state ELSE told.state END, updated_at = %s
FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS told(id, attempt, state)
WHERE delivery.id = told.id AND delivery.attempts = told.attempt AND delivery.state = 'UNKNOWN'
"""


def settle(*, now: datetime) -> int:
    """Settle what has been unknown for a while; returns how many rows were settled or queued again.

    Harmless when run twice, by several processes at once. Nothing of a stopped sending, nor of one whose
    text has lost its validity, is queued again.
    """
    receipts.merge_early(now=now)
    return _look_up(now) + _apply_policy(now)


def _waiting(now: datetime) -> QuerySet[Delivery]:
    """Unknown for longer than the grace, of sendings that may still leave; found by the sending's index."""
    going = (Sending.State.RUNNING, Sending.State.PAUSED, Sending.State.DONE)
    return Delivery.objects.filter(
        sending__valid_until__gt=now,
        sending__state__in=going,
        state=Delivery.State.UNKNOWN,
        updated_at__lte=_grace_began(now),
    )


def _look_up(now: datetime) -> int:
    able = [name for name, channel in CHANNELS.items() if channel.capabilities.look_up]
    asked: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    rows = _waiting(now).filter(gateway__in=able).select_related("sending").order_by("pk")
    for delivery in rows[:AT_ONCE]:
        asked[delivery.gateway, delivery.sending.mode].append(delivery)
    settled = 0
    with OpenChannels() as channels:
        for (gateway, mode), deliveries in asked.items():
            if not breaker.is_well(gateway):
                continue
            told = channels.named(gateway, mode).look_up([_message(delivery) for delivery in deliveries])
            settled += _write(deliveries, told, now=now)
    return settled


def _message(delivery: Delivery) -> Message:
    sending = delivery.sending
    sealed = bytes(delivery.address_sealed)
    return Message(delivery.pk, delivery.attempts, sealed, sending.text, sending.valid_until)


def _write(deliveries: Sequence[Delivery], told: Sequence[Result], *, now: datetime) -> int:
    states = {result.delivery_id: STATE_AFTER_LOOK_UP.get(result.outcome, "") for result in told}
    calls = [(row.pk, row.attempts, states.get(row.pk, "")) for row in deliveries]
    unsent = {row.sending_id for row in deliveries if states.get(row.pk) == Delivery.State.QUEUED}
    with transaction.atomic(), connection.cursor() as cursor:
        for sending_id in sorted(unsent):
            steering.reopen(sending_id=sending_id, states=[Delivery.State.UNKNOWN], now=now)
        cursor.execute(_SETTLE, [now, *(list(column) for column in zip(*calls, strict=True))])
        if unsent:
            tasks.ring_bell()
    return sum(1 for _, _, state in calls if state)


def _apply_policy(now: datetime) -> int:
    """What no gateway could tell, of sendings that must never lose: one identical resend, declared."""
    careful = _waiting(now).filter(sending__unknown_policy=Sending.UnknownPolicy.AVOID_LOSS, resends=0)
    queued = 0
    for sending in Sending.objects.filter(pk__in=careful.values("sending")).order_by("pk"):
        try:
            queued += steering.resend_unknown_once(sending=sending, since=_grace_began(now), now=now)
        except steering.NotResendable:
            log.info("unknowns stay unknown sending=%s", sending.pk)
    return queued


def _grace_began(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.UNKNOWN_GRACE_SECONDS)
