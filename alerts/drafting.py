"""From what an officer filled in to a draft that can be verified and sent."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.text import normalize_newlines

from accounts.models import User
from accounts.permissions import may_alert
from advice.models import AdvicePage
from alerts import audience, codes
from alerts.fingerprints import request_hash
from alerts.models import Alert
from alerts.wording import BIDIRECTIONAL, open_gap, shown
from incidents.models import IncidentKind
from messaging.sms_text import measure
from subscribers.models import Profession
from zones import perimeters

MAX_PARTS = 5
VALID_MINUTES = (60, 120, 360, 1440)
OLDEST_FACTS = timedelta(days=7)
CLOCK_SLACK = timedelta(minutes=5)
# What a request gives to an alert.
ASKED = (
    *("shapes", "profession_codes", "kind_id", "place", "occurred_at", "text"),
    *("advice_page_id", "valid_minutes"),
)


class DraftRefused(Exception):
    """One field does not allow an alert; `field` names it, `message` says why in French."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class FormUsed(DraftRefused):
    """The form's key already made another alert, which is no draft any more: nothing is done to either."""

    def __init__(self) -> None:
        super().__init__(
            "form_key",
            "Cette page avait déjà servi à une autre alerte, qui n’est plus un brouillon. "
            "Ce qui est écrit ici n’est pas parti : vérifiez-le à nouveau, ce sera une nouvelle alerte.",
        )


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the officer asks for, as typed; `form_key` makes a second submission the same alert."""

    form_key: UUID
    shapes: Sequence[dict[str, Any]]
    profession_codes: Sequence[str]
    kind: IncidentKind
    place: str
    occurred_at: datetime
    text: str
    advice_page: AdvicePage | None
    valid_minutes: int


def draft(*, author: User, request: Request, now: datetime) -> Alert:
    """Check the request, count its audience and keep it as a draft.

    The same `form_key` again changes that draft, or answers with the alert as it is once it left, if that
    one says the same. Raises PerimeterRefused, DraftRefused and FormUsed.
    """
    # Browsers end lines with CR LF; a phone wants one character.
    request = replace(request, text=normalize_newlines(request.text))
    perimeter = perimeters.compose(request.shapes)
    _check(author=author, asked=request, perimeter=perimeter.geometry, now=now)
    found = audience.count(perimeter=perimeter.geometry, profession_codes=request.profession_codes, now=now)
    if found.recipients == 0:
        raise DraftRefused("shapes", "Personne ne recevrait ce SMS : élargissez le périmètre.")
    with transaction.atomic():
        _one_at_a_time(request.form_key)
        alert = _same_alert(author=author, form_key=request.form_key)
        if alert.state != Alert.State.DRAFT:
            # Who cancelled and presses again wants to send, and not to see what was cancelled.
            if alert.state == Alert.State.CANCELLED or not _says_the_same(alert, request):
                raise FormUsed
            return alert
        _fill(alert, request)
        alert.perimeter = perimeter.geometry
        alert.area_km2 = perimeter.area_km2
        alert.previewed_count = found.recipients
        alert.created_at = now
        alert.request_hash = request_hash(alert)
        alert.save()
    return alert


def verify_again(*, alert_id: int, now: datetime) -> Alert:
    """Hold a draft to the rules of a new one and count its audience anew; what has left stays as it is.

    The officer decides on the new number. Raises DraftRefused: the draft stays as it was, and does not leave.
    """
    with transaction.atomic():
        alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert_id)
        if alert.state != Alert.State.DRAFT:
            return alert
        _check(author=alert.author, asked=alert, perimeter=alert.perimeter, now=now)
        found = audience.count(perimeter=alert.perimeter, profession_codes=alert.profession_codes, now=now)
        alert.previewed_count = found.recipients
        alert.created_at = now
        alert.request_hash = request_hash(alert)
        alert.save(update_fields=["previewed_count", "created_at", "request_hash"])
    return alert


def _one_at_a_time(form_key: UUID) -> None:
    """Whoever presses twice at once waits here: an alert that is not there yet cannot be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])


def _same_alert(*, author: User, form_key: UUID) -> Alert:
    """The alert that this form already made (locked), or a new one; never somebody else's."""
    known = Alert.objects.select_for_update(of=("self",)).filter(form_key=form_key).first()
    if known is None:
        return Alert(form_key=form_key, author=author, code=codes.new_code())
    if known.author_id != author.pk:
        raise DraftRefused("form_key", "Ce formulaire appartient à une autre personne.")
    return known


def _says_the_same(alert: Alert, request: Request) -> bool:
    asked = Alert()
    _fill(asked, request)
    return all(getattr(alert, name) == getattr(asked, name) for name in ASKED)


def _fill(alert: Alert, request: Request) -> None:
    alert.shapes = list(request.shapes)
    alert.profession_codes = sorted(set(request.profession_codes))
    alert.kind = request.kind
    alert.place = request.place.strip()
    alert.occurred_at = request.occurred_at
    alert.text = request.text.strip()
    alert.advice_page = request.advice_page
    alert.valid_minutes = request.valid_minutes


def _check(*, author: User, asked: Request | Alert, perimeter: Any, now: datetime) -> None:
    if not may_alert(author, perimeter).overlaps:
        raise DraftRefused("shapes", "Ce périmètre est hors de votre territoire.")
    known = set(Profession.objects.values_list("code", flat=True))
    if not asked.profession_codes:
        raise DraftRefused("professions", "Cochez au moins une profession.")
    if unknown := set(asked.profession_codes) - known:
        raise DraftRefused("professions", f"Profession inconnue : {', '.join(sorted(unknown))}.")
    if asked.valid_minutes not in VALID_MINUTES:
        raise DraftRefused("valid_minutes", "Choisissez une validité parmi celles proposées.")
    if asked.occurred_at > now + CLOCK_SLACK:
        raise DraftRefused("occurred_at", "L’heure des faits est dans le futur.")
    if asked.occurred_at < now - OLDEST_FACTS:
        raise DraftRefused("occurred_at", "Les faits datent de plus de sept jours.")
    _refuse_hidden("place", asked.place)
    _check_text(asked.text)


def _check_text(text: str) -> None:
    if not text.strip():
        raise DraftRefused("text", "Écrivez le message.")
    _refuse_hidden("text", text)
    if gap := open_gap(text):
        raise DraftRefused("text", f"{gap} n’a pas été rempli : complétez le message, ou retirez ces mots.")
    parts = measure(codes.with_link(text, "x" * codes.CODE_LENGTH)).parts
    if parts > MAX_PARTS:
        raise DraftRefused("text", f"Le message tient en {parts} SMS : {MAX_PARTS} au plus.")


def _refuse_hidden(field: str, text: str) -> None:
    """What nobody sees and everybody would be sent, in a text or on its public page."""
    for char in text:
        if unicodedata.category(char) == "Cc" and char != "\n":
            raise DraftRefused(field, f"Un caractère de commande s’y trouve ({shown(char)}) : retapez-le.")
        if char in BIDIRECTIONAL:
            raise DraftRefused(
                field, f"Un caractère invisible change le sens de lecture ({shown(char)}) : retapez-le."
            )
