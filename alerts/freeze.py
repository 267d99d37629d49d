"""*Envoyer*: the list is frozen once, in one transaction, and can be undone for ten seconds."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts import journal
from accounts.models import User
from accounts.permissions import may_alert
from alerts import audience, caution, lifecycle
from alerts.codes import with_link
from alerts.fingerprints import request_hash
from alerts.models import Alert
from alerts.wording import open_gap
from messaging import freezing, room, standstill, tasks
from messaging.models import Sending
from zones.french import number

State = Alert.State
DRAFT_LIFETIME = timedelta(hours=1)
COUNT_TOLERANCE_SHARE = 0.02


class FreezeRefused(Exception):
    """The alert does not leave; the message says why in French."""


class CountMoved(FreezeRefused):
    """The number inside is not the one that was announced."""

    def __init__(self, *, announced: int, found: int) -> None:
        super().__init__(
            f"Le nombre de destinataires a changé : {number(announced)} annoncés, {number(found)} maintenant."
            " Rien n’est parti. Vérifiez, puis envoyez à nouveau."
        )
        self.announced = announced
        self.found = found


class SeenOtherwise(FreezeRefused):
    """Whoever pressed *Envoyer* was looking at something else than this alert."""

    def __init__(self) -> None:
        super().__init__(
            "Cette alerte a changé entre-temps : ce qui était à l’écran n’est plus ce qui partirait. "
            "Rien n’est parti. Vérifiez ce qui partira, puis envoyez."
        )


class LeftOtherwise(FreezeRefused):
    """The alert has been sent already, and not as whoever pressed *Envoyer* was shown it."""

    def __init__(self) -> None:
        super().__init__(
            "Cette alerte avait déjà été envoyée, autrement que sur la page où vous avez appuyé : "
            "voici ce qui est parti. Rien d’autre ne part."
        )


class NumberNotTyped(FreezeRefused):
    """Wide, far or at night, the number of recipients has to be typed, and was not (alerts/caution.py)."""

    def __init__(self, *, announced: int) -> None:
        super().__init__(f"Recopiez le nombre de destinataires, {number(announced)}, pour confirmer.")


class VerificationOutdated(FreezeRefused):
    """What was verified is too old, or no longer what the alert holds: it has to be verified again."""


def freeze(
    *,
    alert_id: int,
    by: User,
    seen_hash: str,
    typed_count: int | None,
    now: datetime,
    approved_by: User | None = None,
    unknown_policy: str = Sending.UnknownPolicy.AVOID_DUPLICATES,
) -> Alert:
    """Freeze the list of an alert; a second call answers with the alert already frozen.

    `seen_hash` is the fingerprint (hex) of what `by` was shown: two tabs and the browser's Back show an
    older alert than the one that is kept. `typed_count` is the number that `by` typed, None where none was.
    Nothing is kept unless everything holds: state, fingerprints, age, author, territory, number.
    `approved_by` is written down, and is the caller's to check.
    `unknown_policy` says what becomes of those of whom no gateway can tell whether the text arrived.
    Raises room.NoRoom where the database's disk is full.
    """
    with room.refusals(), transaction.atomic():
        alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert_id)
        if alert.sending_id is not None:
            if seen_hash != alert.request_hash:
                raise LeftOtherwise
            return alert
        if standstill.in_force():
            raise FreezeRefused(standstill.SENTENCE)
        _check(alert, by, seen_hash, now)
        _check_territory(alert, by, typed_count, now)
        frozen = _freeze_list(alert, unknown_policy, now)
        _check_count(alert, frozen)
        _move(alert, frozen, now)
        journal.record(
            actor=by,
            verb="alert.freeze",
            target=alert,
            now=now,
            frozen=frozen.frozen_count,
            list_hash=frozen.list_hash,
            request_hash=alert.request_hash,
            approved_by=approved_by.pk if approved_by else None,
            unknown_policy=unknown_policy,
        )
        tasks.ring_bell(after_seconds=settings.UNDO_SECONDS)
    return alert


def outdated(alert: Alert, *, now: datetime) -> str:
    """Why a draft has to be verified again before it leaves, in French; empty where it need not."""
    if gap := open_gap(alert.text):
        return f"{gap} n’est pas rempli dans le message : modifiez-le, puis vérifiez l’alerte à nouveau."
    if alert.request_hash != request_hash(alert):
        return "Cette alerte a été modifiée depuis sa vérification : vérifiez-la à nouveau."
    if now > alert.created_at + DRAFT_LIFETIME:
        return "Cette vérification date de plus d’une heure : vérifiez l’alerte à nouveau."
    return ""


def _check(alert: Alert, by: User, seen_hash: str, now: datetime) -> None:
    if alert.state != State.DRAFT:
        raise FreezeRefused(f"Cette alerte est « {alert.get_state_display()} » : elle ne part pas.")
    if alert.author_id != by.pk:
        raise FreezeRefused("Seul l’auteur d’une alerte peut l’envoyer.")
    if not (by.is_active and by.has_perm("accounts.send_alert")):
        raise FreezeRefused("Vous n’avez pas le droit d’envoyer une alerte.")
    if why := outdated(alert, now=now):
        raise VerificationOutdated(why)
    if seen_hash != alert.request_hash:
        raise SeenOtherwise


def _check_territory(alert: Alert, by: User, typed_count: int | None, now: datetime) -> None:
    territory = may_alert(by, alert.perimeter)
    if not territory.overlaps:
        raise FreezeRefused("Ce périmètre est hors de votre territoire.")
    if caution.reasons(alert, territory=territory, now=now) and typed_count != alert.previewed_count:
        raise NumberNotTyped(announced=alert.previewed_count)


def _freeze_list(alert: Alert, unknown_policy: str, now: datetime) -> Sending:
    dispatch_at = now + timedelta(seconds=settings.UNDO_SECONDS)
    return freezing.freeze(
        recipients=audience.recipients(
            perimeter=alert.perimeter, profession_codes=alert.profession_codes, now=now
        ),
        text=with_link(alert.text, alert.code),
        mode=alert.mode,
        priority=Sending.Priority.ALERT,
        valid_until=dispatch_at + timedelta(minutes=alert.valid_minutes),
        not_before=dispatch_at,
        unknown_policy=unknown_policy,
        now=now,
    )


def _move(alert: Alert, frozen: Sending, now: datetime) -> None:
    lifecycle.move(alert=alert, to=State.APPROVED)
    lifecycle.move(
        alert=alert,
        to=State.FROZEN,
        sending=frozen,
        frozen_at=now,
        dispatch_at=now + timedelta(seconds=settings.UNDO_SECONDS),
    )


def _check_count(alert: Alert, frozen: Sending) -> None:
    if frozen.frozen_count == alert.previewed_count == 0:
        raise FreezeRefused("Personne ne recevrait ce SMS : rien n’est parti.")
    tolerance = max(settings.ALERT_COUNT_TOLERANCE, COUNT_TOLERANCE_SHARE * alert.previewed_count)
    moved = abs(frozen.frozen_count - alert.previewed_count) > tolerance
    if moved or frozen.frozen_count == 0:
        raise CountMoved(announced=alert.previewed_count, found=frozen.frozen_count)
