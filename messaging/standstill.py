"""Restored data start held back: nothing leaves until a person says so, and what waited then never leaves.

Between the backup and the accident everything went on: whoever was queued may have been written to. So the
queue of the snapshot is settled, not resumed, and nothing of it is ever sent again.
"""

from datetime import datetime

from django.db import connection, transaction

from messaging.models import Chunk, Sending, Standstill

SENTENCE = (
    "Les SMS sont arrêtés depuis la restauration de la base : rien ne part, et ce que vous avez saisi est "
    "gardé. Un superviseur ou un administrateur peut les reprendre."
)

_IN_FLIGHT = """
UPDATE messaging_delivery SET state = 'UNKNOWN', updated_at = %s,
       reason = 'restauration : la remise était en cours à la sauvegarde'
WHERE state = 'SUBMITTING'
"""

# What was no longer valid when the backup was made cannot have left after it.
_TOO_LATE = """
UPDATE messaging_delivery delivery SET state = 'SKIPPED_EXPIRED', updated_at = %s,
       reason = 'restauration : périmé dès la sauvegarde'
FROM messaging_sending sending
WHERE sending.id = delivery.sending_id AND delivery.state = 'QUEUED' AND sending.valid_until <= %s
"""

_MAYBE_LEFT = """
UPDATE messaging_delivery SET state = 'UNKNOWN', updated_at = %s,
       reason = 'restauration : peut être parti après la sauvegarde'
WHERE state = 'QUEUED'
"""


class NothingHeld(Exception):
    """There is no standstill to release."""


def in_force() -> Standstill | None:
    """The standstill that holds everything back, if there is one."""
    return Standstill.objects.filter(released_at__isnull=True).first()


def settle(*, now: datetime) -> Standstill:
    """Close the queue of the snapshot; a second call changes nothing. Raises NothingHeld.

    Every delivery keeps one state, every sending ends: the counts of each still add up.
    """
    with transaction.atomic():
        held = _locked()
        if held.settled_at is not None:
            return held
        held.in_flight = _moved(_IN_FLIGHT, now)
        held.too_late = _moved(_TOO_LATE, now, held.snapshot_at)
        held.maybe_left = _moved(_MAYBE_LEFT, now)
        held.settled_at = now
        held.save(update_fields=["in_flight", "too_late", "maybe_left", "settled_at"])
        _close_sendings(held.snapshot_at, now)
    return held


def release(*, now: datetime) -> Standstill:
    """Let what is queued from now on leave. Raises NothingHeld: also for the second of two people."""
    with transaction.atomic():
        held = settle(now=now)
        Standstill.objects.filter(pk=held.pk).update(released_at=now)
        held.released_at = now
    return held


def _locked() -> Standstill:
    held = Standstill.objects.select_for_update().filter(released_at__isnull=True).first()
    if held is None:
        raise NothingHeld
    return held


def _moved(statement: str, *values: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _close_sendings(snapshot_at: datetime, now: datetime) -> None:
    """Whatever could still send, or be sent again, is stopped: it may have happened after the backup.

    That holds for what had ended too: a gateway asked about a call of then tells nothing of a later one.
    """
    state = Sending.State
    Chunk.objects.exclude(state=Chunk.State.DONE).update(
        state=Chunk.State.DONE, lease_token=None, lease_until=None
    )
    Sending.objects.filter(state=state.DONE, valid_until__gt=snapshot_at).update(state=state.STOPPED)
    Sending.objects.filter(state__in=(state.RUNNING, state.PAUSED, state.STOPPING)).update(
        state=state.STOPPED, ended_at=now
    )
