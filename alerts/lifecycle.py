"""The states of an alert: which moves are allowed, and the one function that makes them."""

from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.db import transaction

from alerts.models import Alert
from messaging.models import Sending

log = structlog.get_logger(__name__)

State = Alert.State

MOVES: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.PENDING_APPROVAL, State.APPROVED, State.CANCELLED}),
    State.PENDING_APPROVAL: frozenset(
        {State.APPROVED, State.RETURNED, State.REJECTED, State.CANCELLED, State.EXPIRED}
    ),
    State.RETURNED: frozenset({State.PENDING_APPROVAL, State.CANCELLED}),
    State.APPROVED: frozenset({State.FROZEN, State.CANCELLED, State.EXPIRED}),
    State.FROZEN: frozenset({State.DISPATCHING, State.CANCELLED}),
    State.DISPATCHING: frozenset({State.COMPLETED, State.CANCELLED}),
    # A declared resend: some of its texts leave again.
    State.COMPLETED: frozenset({State.DISPATCHING}),
    State.CANCELLED: frozenset(),
    State.REJECTED: frozenset(),
    State.EXPIRED: frozenset(),
}

SENDING_ENDED = (Sending.State.DONE, Sending.State.STOPPED)


class MoveRefused(Exception):
    """The table does not know this move, or somebody else moved the alert first."""


def move(*, alert: Alert, to: str, **changes: Any) -> None:
    """Move `alert` and write `changes` with it, only if it still is where the caller saw it."""
    if to not in MOVES[alert.state]:
        raise MoveRefused(f"Une alerte « {alert.get_state_display()} » ne peut pas passer à « {to} ».")
    moved = Alert.objects.filter(pk=alert.pk, state=alert.state).update(state=to, **changes)
    if not moved:
        raise MoveRefused("Cette alerte a changé d’état entre-temps : rechargez la page.")
    alert.state = to
    for name, value in changes.items():
        setattr(alert, name, value)
    # On the commit: what was rolled back did not happen.
    transaction.on_commit(partial(log.info, "alert moved", alert=alert.code, to=to, sending=alert.sending_id))


def settle(*, now: datetime) -> int:
    """Let alerts follow their sendings: departed once the undo window is over, ended when all is done.

    One that was over is leaving again when its sending, by its own policy, has something to send once more.
    Harmless when run twice; returns how many alerts moved.
    """
    departed = Alert.objects.filter(state=State.FROZEN, dispatch_at__lte=now).update(state=State.DISPATCHING)
    ended = Alert.objects.filter(state=State.DISPATCHING, sending__state__in=SENDING_ENDED).update(
        state=State.COMPLETED, ended_at=now
    )
    again = Alert.objects.filter(state=State.COMPLETED, sending__state=Sending.State.RUNNING).update(
        state=State.DISPATCHING, ended_at=None
    )
    return departed + ended + again
