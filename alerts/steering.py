"""Pause, resume, stop, send again: what one person may do to an alert that is leaving, or has left."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from accounts import journal
from accounts.models import User
from accounts.permissions import may_alert
from alerts import lifecycle
from alerts.models import Alert
from messaging import standstill
from messaging import steering as engine
from messaging.models import Sending
from messaging.progress import progress
from messaging.steering import NotResendable

State = Alert.State
NOT_FROZEN = ""


class Steer(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    RESEND = "resend"
    RETRY = "retry"

    @property
    def verb(self) -> str:
        """Its name in the journal."""
        return f"alert.{self}"


Pair = tuple[str, str]
_UNDER_WAY = (State.DISPATCHING, Sending.State.RUNNING)
_HELD = (State.DISPATCHING, Sending.State.PAUSED)
# The sending ends first; the alert follows it.
_ENDED = frozenset({(State.DISPATCHING, Sending.State.DONE), (State.COMPLETED, Sending.State.DONE)})

# The state of the alert and that of its sending, together. Stopping is always easier than sending.
ALLOWED: dict[Steer, frozenset[Pair]] = {
    Steer.PAUSE: frozenset({_UNDER_WAY}),
    Steer.RESUME: frozenset({_HELD}),
    Steer.STOP: frozenset(
        {(State.DRAFT, NOT_FROZEN), (State.FROZEN, Sending.State.RUNNING), _UNDER_WAY, _HELD}
    ),
    Steer.RESEND: _ENDED | {_UNDER_WAY},
    Steer.RETRY: _ENDED | {_UNDER_WAY},
}
# These make texts leave: for an alert that is still valid, by somebody who may send there today.
SENDS = frozenset({Steer.RESUME, Steer.RESEND, Steer.RETRY})
REFUSALS = {
    Steer.PAUSE: "Cet envoi n’est pas en cours : il n’y a rien à mettre en pause.",
    Steer.RESUME: "Cet envoi n’est pas en pause : il n’y a rien à reprendre.",
    Steer.RESEND: "Rien n’est renvoyé : cet envoi est en pause, arrêté, ou pas encore parti.",
    Steer.RETRY: "Rien n’est retenté : cet envoi est en pause, arrêté, ou pas encore parti.",
}
# What the engine does, and the states after which there is nothing to do.
TURNS = {Steer.PAUSE: (engine.pause, _HELD), Steer.RESUME: (engine.resume, _UNDER_WAY)}
SEND_AGAIN = {Steer.RESEND: engine.resend_unknown, Steer.RETRY: engine.retry_failed}


class SteeringRefused(Exception):
    """The alert goes on as it was; the message says why in French."""


class MoreThanAnnounced(SteeringRefused):
    """More would leave again than the person was shown."""

    def __init__(self, *, announced: int, found: int) -> None:
        super().__init__(
            f"Ils sont {found} maintenant, et non {announced} : rien n’est reparti. Vérifiez, puis confirmez."
        )
        self.announced = announced
        self.found = found


class NobodyLeft(SteeringRefused):
    """All of them were settled meanwhile."""

    def __init__(self) -> None:
        super().__init__("Il n’y avait plus personne : rien n’est reparti.")


def allowed(steer: Steer, alert: Alert, *, now: datetime) -> bool:
    """Whether states and hour allow it, for whoever may."""
    if _pair(alert) not in ALLOWED[steer]:
        return False
    return steer not in SENDS or (alert.sending is not None and alert.sending.valid_until > now)


def pause(*, alert: Alert, by: User, now: datetime) -> Alert:
    """What is queued waits; what is being submitted may still arrive. Harmless when repeated."""
    return _turn(Steer.PAUSE, alert, by, now)


def resume(*, alert: Alert, by: User, now: datetime) -> Alert:
    """What waits goes on. Harmless when repeated."""
    return _turn(Steer.RESUME, alert, by, now)


def stop(*, alert: Alert, by: User, now: datetime) -> Alert:
    """Undo or stop: what is queued never leaves. Harmless when repeated or when all has left."""
    # An alert that was over may be leaving again by its sending's own policy: it is stopped like any other.
    lifecycle.settle(now=now)
    with transaction.atomic():
        locked = _lock(alert, by)
        if locked.state == State.DRAFT and locked.author_id != by.pk:
            raise SteeringRefused("Seul l’auteur d’une alerte peut abandonner son brouillon.")
        if not allowed(Steer.STOP, locked, now=now):
            return locked
        waiting = 0
        if locked.sending is not None:
            waiting = progress(locked.sending).waiting
            engine.stop(sending=locked.sending, now=now)
        before = locked.state
        lifecycle.move(alert=locked, to=State.CANCELLED, ended_at=now)
        _record(Steer.STOP, locked, by, now, was=before, waiting=waiting)
    return locked


def resend_unknown(*, alert: Alert, by: User, announced: int, now: datetime) -> int:
    """A declared resend to those of whom nothing is known: some of them may get it twice. Returns how many.

    `announced` is what the person was shown: never more than that; fewer when some were settled meanwhile.
    """
    return _again(Steer.RESEND, alert, by, announced, now)


def retry_failed(*, alert: Alert, by: User, announced: int, now: datetime) -> int:
    """Try those again that were refused or not reached. Returns how many; `announced` as for a resend."""
    return _again(Steer.RETRY, alert, by, announced, now)


def _turn(steer: Steer, alert: Alert, by: User, now: datetime) -> Alert:
    turn, turned = TURNS[steer]
    with transaction.atomic():
        locked = _lock(alert, by)
        if _pair(locked) == turned:
            return locked
        sending = _sending(steer, locked, by, now)
        if not turn(sending=sending):
            raise SteeringRefused(REFUSALS[steer])
        _record(steer, locked, by, now, waiting=progress(sending).waiting)
    return locked


def _again(steer: Steer, alert: Alert, by: User, announced: int, now: datetime) -> int:
    """What the engine queued again is taken back unless it is somebody, and no more than was announced."""
    with transaction.atomic():
        locked = _lock(alert, by)
        left = _sending(steer, locked, by, now)
        try:
            deliveries = SEND_AGAIN[steer](sending=left, now=now)
        except NotResendable as refused:
            raise SteeringRefused(str(refused)) from refused
        if not deliveries:
            raise NobodyLeft
        if deliveries > announced:
            raise MoreThanAnnounced(announced=announced, found=deliveries)
        if locked.state == State.COMPLETED:
            lifecycle.move(alert=locked, to=State.DISPATCHING, ended_at=None)
        _record(steer, locked, by, now, deliveries=deliveries)
    return deliveries


def _lock(alert: Alert, by: User) -> Alert:
    """The alert as it is now, held until the transaction ends; only for whoever may see and steer it."""
    locked = Alert.objects.select_for_update(of=("self",)).select_related("sending").get(pk=alert.pk)
    if not (by.is_active and by.has_perm("accounts.send_alert")):
        raise SteeringRefused("Vous n’avez pas le droit d’agir sur une alerte.")
    if not Alert.objects.visible_to(by).filter(pk=alert.pk).exists():
        raise SteeringRefused("Cette alerte est hors de votre territoire.")
    return locked


def _sending(steer: Steer, alert: Alert, by: User, now: datetime) -> Sending:
    """The sending of an alert that may be steered so; raises SteeringRefused."""
    if alert.sending is None or _pair(alert) not in ALLOWED[steer]:
        raise SteeringRefused(REFUSALS[steer])
    if not allowed(steer, alert, now=now):
        raise SteeringRefused("La validité de cette alerte est passée : plus rien ne part.")
    if steer in SENDS and standstill.in_force():
        raise SteeringRefused(standstill.SENTENCE)
    if steer in SENDS and not may_alert(by, alert.perimeter).overlaps:
        raise SteeringRefused("Ce périmètre est hors de votre territoire.")
    return alert.sending


def _pair(alert: Alert) -> Pair:
    return alert.state, alert.sending.state if alert.sending else NOT_FROZEN


def _record(steer: Steer, alert: Alert, by: User, now: datetime, **numbers: int | str) -> None:
    journal.record(actor=by, verb=steer.verb, target=alert, now=now, **numbers)
