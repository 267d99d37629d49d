"""What a person does to a sending while it runs: stop, pause, resume, send again what may be lost."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from messaging import leasing, tasks
from messaging.models import Delivery, Sending
from messaging.states import RESENDABLE, RETRIABLE

_SKIP = """
UPDATE messaging_delivery SET state = 'SKIPPED_STOPPED', updated_at = %s
WHERE sending_id = %s AND state = 'QUEUED'
"""

# A row is looked at by workers only through its chunk: chunks are opened first, whoever holds them, so that
# none can be closed between the two statements.
_REOPEN = """
UPDATE messaging_chunk chunk
SET state = CASE WHEN state = 'DONE' THEN 'WAITING' ELSE state END, not_before = %s
WHERE sending_id = %s AND EXISTS (
    SELECT FROM messaging_delivery delivery
    WHERE delivery.sending_id = chunk.sending_id AND delivery.chunk_number = chunk.number
      AND delivery.channel = chunk.channel AND delivery.state = ANY(%s)
)
"""

_QUEUE_AGAIN = """
UPDATE messaging_delivery
SET state = 'QUEUED', resends = resends + 1, reason = '', updated_at = %s
WHERE sending_id = %s AND state = ANY(%s) AND resends <= %s AND updated_at <= coalesce(%s, updated_at)
"""

ANY_NUMBER = 32_000


class NotResendable(Exception):
    """The sending was stopped, or its text is no longer valid; the message says which, in French."""


def stop(*, sending: Sending, now: datetime) -> None:
    """Nothing queued leaves after this commits; what is being submitted may still arrive."""
    with transaction.atomic(), connection.cursor() as cursor:
        stoppable = (Sending.State.RUNNING, Sending.State.PAUSED)
        Sending.objects.filter(pk=sending.pk, state__in=stoppable).update(state=Sending.State.STOPPING)
        cursor.execute(_SKIP, [now, sending.pk])
        sending.chunks.filter(state="WAITING").update(state="DONE")
        leasing.finish(sending.pk, now=now)


def pause(*, sending: Sending) -> bool:
    """No further group leaves after this commits; False when there was nothing to pause."""
    running = Sending.objects.filter(pk=sending.pk, state=Sending.State.RUNNING)
    return running.update(state=Sending.State.PAUSED) == 1


def resume(*, sending: Sending) -> bool:
    """Go on where the pause began; False when it was not paused. What lost its validity stays unsent."""
    with transaction.atomic():
        paused = Sending.objects.filter(pk=sending.pk, state=Sending.State.PAUSED)
        resumed = paused.update(state=Sending.State.RUNNING) == 1
        tasks.ring_bell()
    return resumed


def resend_unknown(*, sending: Sending, now: datetime) -> int:
    """Send again, once more each, to whom it is unknown whether the text arrived: some may get it twice.

    Returns how many; raises NotResendable.
    """
    return _queue_again(sending, RESENDABLE, at_most=ANY_NUMBER, now=now)


def resend_unknown_once(*, sending: Sending, since: datetime, now: datetime) -> int:
    """What the policy "never lose" does by itself with what is unknown since then: one identical resend."""
    return _queue_again(sending, RESENDABLE, at_most=0, since=since, now=now)


def retry_failed(*, sending: Sending, now: datetime) -> int:
    """Try again whom the text did not reach; returns how many; raises NotResendable."""
    return _queue_again(sending, RETRIABLE, at_most=ANY_NUMBER, now=now)


def reopen(*, sending_id: int, states: Sequence[str], now: datetime) -> None:
    """Open the chunks that hold rows in `states`, and a sending that had ended. Call it in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN, [now, sending_id, list(states)])
        if not cursor.rowcount:
            return
    ended = Sending.objects.filter(pk=sending_id, state=Sending.State.DONE)
    ended.update(state=Sending.State.RUNNING, ended_at=None)


def _queue_again(
    sending: Sending,
    states: Sequence[Delivery.State],
    *,
    at_most: int,
    now: datetime,
    since: datetime | None = None,
) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        locked = Sending.objects.select_for_update().get(pk=sending.pk)
        if locked.state in {Sending.State.STOPPING, Sending.State.STOPPED}:
            raise NotResendable("Cet envoi a été arrêté : rien ne repart.")
        if locked.valid_until <= now:
            raise NotResendable("Ce message n’est plus valable : rien ne repart.")
        reopen(sending_id=sending.pk, states=states, now=now)
        cursor.execute(_QUEUE_AGAIN, [now, sending.pk, list(states), at_most, since])
        queued = cursor.rowcount
        tasks.ring_bell()
    return queued
