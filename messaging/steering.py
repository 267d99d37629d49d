"""What a person does to a sending while it runs: stop, pause, resume, send again what may be lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from messaging import leasing, tasks
from messaging.models import Delivery, Sending
from messaging.states import RESENDABLE, RETRIABLE

_SKIP = """
UPDATE messaging_delivery SET state = 'SKIPPED_STOPPED', updated_at = %s
WHERE sending_id = %s AND state = 'QUEUED'
"""

# In the order of their ids, as everywhere: two statements that lock several rows never wait in a ring.
_LOCK = """
SELECT FROM messaging_delivery WHERE sending_id = %s AND state = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""

# Rows that somebody has sent again may leave by any gateway; those of the policy stay with theirs.
_QUEUE_AGAIN = """
UPDATE messaging_delivery
SET state = 'QUEUED', tries = 0, resends = resends + 1, reason = '', updated_at = %(now)s,
    gateway = CASE WHEN %(gateways)s::text[] IS NULL THEN '' ELSE gateway END
WHERE sending_id = %(sending)s AND state = ANY(%(states)s)
  AND (%(gateways)s::text[] IS NULL
       OR (resends = 0 AND updated_at <= %(since)s AND gateway = ANY(%(gateways)s)))
RETURNING chunk_number, channel
"""

# After the rows: whoever closes a chunk meanwhile is overruled, whoever comes later sees that they wait.
_OPEN = """
UPDATE messaging_chunk chunk
SET state = CASE WHEN chunk.state = 'DONE' THEN 'WAITING' ELSE chunk.state END, not_before = %s
FROM (SELECT DISTINCT * FROM unnest(%s::int[], %s::text[]) AS listed(number, channel)) AS opened
WHERE chunk.sending_id = %s AND chunk.number = opened.number AND chunk.channel = opened.channel
"""

GOING = (Sending.State.RUNNING, Sending.State.PAUSED, Sending.State.DONE)


class NotResendable(Exception):
    """The sending was stopped, or its text is no longer valid; the message says which, in French."""


def stop(*, sending: Sending, now: datetime) -> None:
    """Nothing queued leaves after this commits; what is being submitted may still arrive."""
    with transaction.atomic(), connection.cursor() as cursor:
        stoppable = (Sending.State.RUNNING, Sending.State.PAUSED)
        Sending.objects.filter(pk=sending.pk, state__in=stoppable).update(state=Sending.State.STOPPING)
        # Before their rows: what a worker puts back meanwhile is of a chunk that it holds, and will close.
        sending.chunks.filter(state="WAITING").update(state="DONE")
        cursor.execute(_SKIP, [now, sending.pk])
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
    return _queue_again(sending, RESENDABLE, now=now)


def resend_unknown_once(*, sending: Sending, since: datetime, gateways: Sequence[str], now: datetime) -> int:
    """What the policy "never lose" does by itself with what is unknown since then: one identical resend.

    Only by the gateway that may have it already, one of `gateways`: no other could know.
    """
    return _queue_again(sending, RESENDABLE, since=since, gateways=list(gateways), now=now)


def retry_failed(*, sending: Sending, now: datetime) -> int:
    """Try again whom the text did not reach; returns how many; raises NotResendable."""
    return _queue_again(sending, RETRIABLE, now=now)


def open_chunks(*, sending_id: int, chunks: Sequence[tuple[int, str]], now: datetime) -> None:
    """Let workers see rows that were queued again in these chunks (number, channel), and in their sending.

    The caller holds the lock on the sending, and queued the rows in the same transaction.
    """
    if not chunks:
        return
    numbers, channels = zip(*chunks, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [now, list(numbers), list(channels), sending_id])
    ended = Sending.objects.filter(pk=sending_id, state=Sending.State.DONE)
    ended.update(state=Sending.State.RUNNING, ended_at=None)
    tasks.ring_bell()


def _queue_again(
    sending: Sending,
    states: Sequence[Delivery.State],
    *,
    now: datetime,
    since: datetime | None = None,
    gateways: Sequence[str] | None = None,
) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        locked = Sending.objects.select_for_update().get(pk=sending.pk)
        if locked.state not in GOING:
            raise NotResendable("Cet envoi a été arrêté : rien ne repart.")
        if locked.valid_until <= now:
            raise NotResendable("Ce message n’est plus valable : rien ne repart.")
        cursor.execute(_LOCK, [sending.pk, list(states)])
        asked: dict[str, Any] = {
            "sending": sending.pk,
            "states": list(states),
            "since": since,
            "gateways": gateways,
        }
        cursor.execute(_QUEUE_AGAIN, {**asked, "now": now})
        queued = cursor.fetchall()
        open_chunks(sending_id=sending.pk, chunks=queued, now=now)
    return len(queued)
