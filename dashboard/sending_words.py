"""What a sending under way says of itself, in French: its pace, its end, its troubles."""

from datetime import datetime, timedelta

from alerts.models import Alert
from alerts.steered import Steered
from alerts.steering import Steer
from messaging.models import Delivery, Sending
from messaging.outages import Outage
from messaging.progress import COLUMNS, Progress
from messaging.watching import Trouble, Watched
from zones.french import duration, hour, moment, number

State = Delivery.State
STEPS = 4
STEP_WORDS = (
    "rien n’est encore parti",
    "un quart est parti",
    "la moitié est partie",
    "les trois quarts sont partis",
)
SAID = {
    Alert.State.FROZEN: "La liste est prête, tout peut encore être annulé.",
    Alert.State.COMPLETED: "L’envoi est terminé.",
}
# Where the gateway gave no reason of its own.
REASONS = {
    State.UNKNOWN: "pas de réponse de la passerelle",
    State.FAILED: "non remis, dit l’opérateur",
    State.EXPIRED: "téléphone injoignable jusqu’à la fin de validité",
    State.REJECTED: "refusé par la passerelle",
    State.SKIPPED_SUPPRESSED: "a répondu STOP entre-temps",
    State.SKIPPED_STOPPED: "envoi arrêté avant son tour",
    State.SKIPPED_EXPIRED: "validité passée avant son tour",
}
SUITES = {
    "unknown": "a pu partir, ou non",
    "failed": "n’a pas reçu",
    "skipped": "ne partira pas",
}


def pace(watched: Watched, sending: Sending, now: datetime) -> str:
    """ "12 acceptés par seconde, fin dans 2 min"; a dash where nothing honest can be said."""
    if watched.progress.finished:
        return ""
    if sending.state == Sending.State.PAUSED:
        return "en pause"
    if watched.outage is not None and not watched.outage.covered:
        return "la passerelle est attendue"
    return ", ".join([_rate(watched.rate), *_end(watched.left, sending.valid_until, now)])


def _rate(per_second: float | None) -> str:
    if per_second is None:
        return "rythme : —"
    each, count = ("seconde", per_second) if per_second >= 1 else ("minute", max(1, 60 * per_second))
    return f"{number(round(count))} accepté{'s' if round(count) > 1 else ''} par {each}"


def _end(left: timedelta | None, valid_until: datetime, now: datetime) -> list[str]:
    if left is None:
        return ["fin : —"]
    if now + left > valid_until:
        return [f"pas fini à la fin de validité, {hour(valid_until)}"]
    return [f"fin dans {duration(left)}"]


def broken(outage: Outage, now: datetime) -> str:
    """ "Passerelle en panne depuis 2 h 03, nouvel essai à 2 h 05." and what it means for the others."""
    again = f", nouvel essai à {hour(max(outage.next_try, now))}" if outage.next_try else ""
    why = f" ({outage.reason})" if outage.reason else ""
    then = (
        "Une autre passerelle prend le relais." if outage.covered else "Rien n’est perdu : la liste attend."
    )
    return f"Passerelle « {outage.gateway} » en panne depuis {hour(outage.since)}{why}{again}. {then}"


def said(alert: Alert, watched: Watched | None) -> str:
    """For a screen reader: changes by quarters and by events, never with each SMS."""
    found = watched.progress if watched else None
    if alert.state == Alert.State.CANCELLED:
        nothing = found is None or not found.may_have_left
        return "L’envoi a été annulé : rien n’est parti." if nothing else "L’envoi a été arrêté."
    if alert.state == Alert.State.COMPLETED and found and found.too_late:
        return "L’envoi est terminé, faute de temps."
    if watched is None or alert.state != Alert.State.DISPATCHING:
        return SAID.get(Alert.State(alert.state), "")
    if alert.sending is not None and alert.sending.state == Sending.State.PAUSED:
        return "L’envoi attend d’être repris."
    if watched.outage is not None and not watched.outage.covered:
        return "L’envoi attend la passerelle."
    return f"L’envoi avance : {_quarter(watched.progress)}."


def steered(turn: Steered | None) -> str:
    """ "Arrêtée par Alice Morel, lundi 23 novembre à 20 h 50."; nothing where nobody did anything."""
    if turn is None:
        return ""
    if turn.steer is Steer.PAUSE:
        return f"En pause depuis {moment(turn.at)}, par {turn.by}."
    verb = "Arrêtée" if turn.was == Alert.State.DISPATCHING else "Annulée"
    return f"{verb} par {turn.by}, {moment(turn.at)}."


def too_late(found: Progress) -> str:
    """ "Périmée avant d’être partie : 34 sur 34 n’ont rien reçu."; nothing where nobody was left out so."""
    if not found.too_late:
        return ""
    when = "d’être entièrement partie" if found.may_have_left else "d’être partie"
    got = "n’ont rien reçu" if found.too_late > 1 else "n’a rien reçu"
    return f"Périmée avant {when} : {number(found.too_late)} sur {number(found.total)} {got}."


def pausing(found: Progress) -> str:
    verb = "restent" if found.queued > 1 else "reste"
    return f"Pause : {number(found.queued)} en attente le {verb}, et l’envoi reprend d’un clic."


def stopping(found: Progress) -> str:
    """What *Arrêter* keeps from leaving, and what it cannot: what is being handed over."""
    kept = f"{number(found.queued)} SMS ne {'partiront' if found.queued > 1 else 'partira'} plus"
    can = "peuvent" if found.handed > 1 else "peut"
    rest = f", {number(found.handed)} en cours de remise {can} encore arriver" if found.handed else ""
    return f"Arrêter : {kept}{rest}, et la page liée dira « fin d’alerte »."


def _quarter(found: Progress) -> str:
    gone = found.total - found.waiting
    if gone >= found.total:
        return "tout est parti"
    step = STEPS * gone // found.total
    return STEP_WORDS[step] if step or not found.may_have_left else "moins d’un quart est parti"


def troubles(watched: Watched) -> list[dict[str, object]]:
    """Rows of a table: what was met, how many, and what follows from it."""
    rows: list[dict[str, object]] = [
        {"reason": _reason(one), "count": one.deliveries, "suite": SUITES[_column(one.state)]}
        for one in watched.troubles
    ]
    if watched.without_receipt:
        suite = "accepté il y a plus de 24 h, et plus de nouvelles"
        rows.append({"reason": "sans accusé", "count": watched.without_receipt, "suite": suite})
    return rows


def _reason(trouble: Trouble) -> str:
    return trouble.reason or REASONS[State(trouble.state)]


def _column(state: str) -> str:
    return next(column for column, states in COLUMNS.items() if state in states)
