"""After a restore: what of the snapshot is closed, and who lets new sendings leave again."""

from datetime import datetime

from django.db import transaction

from accounts import journal
from accounts.models import User
from alerts import lifecycle
from alerts.models import Alert
from messaging import standstill
from messaging.models import Standstill

State = Alert.State
# A draft may have been sent after the backup, a request approved: an old page must not do it again.
CLOSED = {
    State.DRAFT: State.CANCELLED,
    State.RETURNED: State.CANCELLED,
    State.PENDING_APPROVAL: State.EXPIRED,
    State.APPROVED: State.EXPIRED,
}


def settle(*, now: datetime) -> Standstill:
    """Close the queue and the alerts of the snapshot, once. Raises standstill.NothingHeld."""
    with transaction.atomic():
        done = (held := standstill.in_force()) is not None and held.settled_at is not None
        held = standstill.settle(now=now)
        if done:
            return held
        closed = _close_alerts(now)
        journal.record(
            actor=None,
            verb="standstill.settle",
            target=held,
            now=now,
            in_flight=held.in_flight,
            maybe_left=held.maybe_left,
            too_late=held.too_late,
            alerts=closed,
        )
    return held


def release(*, by: User | None, now: datetime) -> Standstill:
    """Let new sendings leave; `by` is None at a shell. Raises standstill.NothingHeld."""
    with transaction.atomic():
        settle(now=now)
        held = standstill.release(now=now)
        journal.record(actor=by, verb="standstill.release", target=held, now=now)
    return held


def _close_alerts(now: datetime) -> int:
    closed = 0
    for before, after in CLOSED.items():
        closed += Alert.objects.filter(state=before).update(state=after, ended_at=now)
    return closed + lifecycle.settle(now=now)
