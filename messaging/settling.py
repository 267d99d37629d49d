"""What became of the unknown: the gateway is asked where it can be, then the policy of the sending speaks."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from messaging import breaker, leasing, receipts, steering
from messaging.channels import CHANNELS, OpenChannels
from messaging.channels.base import Message, Outcome, Result
from messaging.models import Delivery, Sending

log = logging.getLogger(__name__)

QUEUED = Delivery.State.QUEUED
# One look at a time: the sweep comes again in a moment.
AT_ONCE = 500

STATE_AFTER_LOOK_UP = {
    Outcome.ACCEPTED: Delivery.State.ACCEPTED,
    Outcome.REFUSED: Delivery.State.REJECTED,
    Outcome.NOT_SENT: Delivery.State.QUEUED,
}

_LOCK = "SELECT FROM messaging_delivery WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"

# Still unknown: its turn comes again after another grace, unless the policy speaks first.
_SETTLE = """
UPDATE messaging_delivery delivery
SET state = CASE WHEN told.state = '' THEN delivery.state ELSE told.state END,
    updated_at = CASE WHEN told.state = '' AND told.left_to_policy THEN delivery.updated_at ELSE %s END
FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::bool[]) AS told(id, attempt, state, left_to_policy)
WHERE delivery.id = told.id AND delivery.attempts = told.attempt AND delivery.state = 'UNKNOWN'
RETURNING delivery.sending_id, delivery.chunk_number, delivery.channel, delivery.state
"""


def settle(*, now: datetime) -> int:
    """Settle what has been unknown for a while; returns how many rows were settled or queued again.

    Harmless when run twice, by several processes at once. Nothing of a stopped sending, nor of one whose
    text has lost its validity, is queued again.
    """
    receipts.merge_early(now=now)
    leasing.finish_left_over(now=now)
    return _look_up(now) + _apply_policy(now)


def _waiting(now: datetime) -> QuerySet[Delivery]:
    """Unknown for longer than the grace, of sendings that may still leave; found by the sending's index."""
    return Delivery.objects.filter(
        sending__valid_until__gt=now,
        sending__state__in=steering.GOING,
        state=Delivery.State.UNKNOWN,
        updated_at__lte=_grace_began(now),
    )


def _look_up(now: datetime) -> int:
    able = [name for name, channel in CHANNELS.items() if channel.capabilities.look_up]
    asked: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    rows = _waiting(now).filter(gateway__in=_well(able)).select_related("sending").order_by("pk")
    for delivery in rows[:AT_ONCE]:
        asked[delivery.gateway, delivery.sending.mode].append(delivery)
    settled = 0
    with OpenChannels() as channels:
        for (gateway, mode), deliveries in asked.items():
            messages = [_message(delivery, now=now) for delivery in deliveries]
            told = channels.named(gateway, mode).look_up(messages)
            settled += _write(gateway, deliveries, told, now=now)
    return settled


def _well(names: Iterable[str]) -> list[str]:
    return [name for name in names if breaker.is_well(name)]


def _message(delivery: Delivery, *, now: datetime) -> Message:
    sending = delivery.sending
    sealed = bytes(delivery.address_sealed)
    return Message(delivery.pk, delivery.attempts, sealed, sending.text, sending.valid_until - now)


def _write(gateway: str, deliveries: Sequence[Delivery], told: Sequence[Result], *, now: datetime) -> int:
    """Write what the gateway knows; nothing of a sending that was stopped meanwhile is queued again."""
    results = {result.delivery_id: result for result in told}
    with transaction.atomic(), connection.cursor() as cursor:
        going = _locked({row.sending_id for row in deliveries}, now)
        calls = [_call(row, results.get(row.pk), still_going=row.sending_id in going) for row in deliveries]
        cursor.execute(_LOCK, [[row.pk for row in deliveries]])
        cursor.execute(_SETTLE, [now, *(list(column) for column in zip(*calls, strict=True))])
        settled = [row for row in cursor.fetchall() if row[-1] != Delivery.State.UNKNOWN]
        for sending_id in sorted(going):
            queued = [
                (number, kind) for of, number, kind, state in settled if (of, state) == (sending_id, QUEUED)
            ]
            steering.open_chunks(sending_id=sending_id, chunks=queued, now=now)
        names = {row.pk: results[row.pk].references for row in deliveries if row.pk in results}
        receipts.keep_references(gateway, names, {row.pk: row.attempts for row in deliveries}, now=now)
    return len(settled)


def _locked(sendings: Iterable[int], now: datetime) -> set[int]:
    """Those of the sendings that may still leave, locked: nobody stops or ends them before we are done."""
    still = Sending.objects.select_for_update().filter(
        pk__in=sendings, state__in=steering.GOING, valid_until__gt=now
    )
    return set(still.order_by("pk").values_list("pk", flat=True))


def _call(row: Delivery, result: Result | None, *, still_going: bool) -> tuple[int, int, str, bool]:
    """Delivery, attempt, the state that the gateway's answer gives it (none: still unknown), policy next."""
    state = STATE_AFTER_LOOK_UP.get(result.outcome, "") if result else ""
    if state == QUEUED and not still_going:
        state = ""
    policy = row.sending.unknown_policy == Sending.UnknownPolicy.AVOID_LOSS and not row.resends
    return row.pk, row.attempts, state, policy


def _apply_policy(now: datetime) -> int:
    """What no gateway could tell, of sendings that must never lose: one identical resend, declared.

    By the gateway that may have it, once that one is well: another would ring the phone a second time.
    """
    careful = _waiting(now).filter(sending__unknown_policy=Sending.UnknownPolicy.AVOID_LOSS, resends=0)
    gateways = _well(careful.values_list("gateway", flat=True).distinct())
    queued = 0
    waiting = careful.filter(gateway__in=gateways)
    for sending in Sending.objects.filter(pk__in=waiting.values("sending")).order_by("pk"):
        try:
            queued += steering.resend_unknown_once(
                sending=sending, since=_grace_began(now), gateways=gateways, now=now
            )
        except steering.NotResendable:
            log.info("unknowns stay unknown sending=%s", sending.pk)
    return queued


def _grace_began(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.UNKNOWN_GRACE_SECONDS)
