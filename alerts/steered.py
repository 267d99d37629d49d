"""Who took an alert back, stopped it or holds it, and since when; the journal knows."""

from dataclasses import dataclass
from datetime import datetime

from accounts import journal
from accounts.models import User
from alerts.models import Alert
from alerts.steering import Steer
from messaging.models import Sending


@dataclass(frozen=True, kw_only=True)
class Steered:
    """What `by` did at `at`; `was` is the state that an alert was stopped in, empty for a pause."""

    steer: Steer
    by: User
    at: datetime
    was: str


def steered(alert: Alert) -> Steered | None:
    """For an alert that was stopped or is paused; None for others, and where no person did it."""
    steer = _steer(alert)
    line = journal.latest(verb=steer.verb, target=alert) if steer else None
    if steer is None or line is None or line.actor is None:
        return None
    return Steered(steer=steer, by=line.actor, at=line.at, was=line.details.get("was", ""))


def _steer(alert: Alert) -> Steer | None:
    if alert.state == Alert.State.CANCELLED:
        return Steer.STOP
    held = alert.sending is not None and alert.sending.state == Sending.State.PAUSED
    return Steer.PAUSE if held and alert.state == Alert.State.DISPATCHING else None
