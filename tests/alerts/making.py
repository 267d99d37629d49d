"""Drafts for tests: a circle around a place, every profession, a short text."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from accounts.models import User
from alerts import drafting
from alerts.freeze import freeze
from alerts.models import Alert
from incidents.models import IncidentKind
from messaging.clock import database_now
from subscribers.models import Profession


def circle(at: tuple[float, float], radius: int = 300, sign: str = "include") -> dict[str, Any]:
    return {"type": "circle", "sign": sign, "center": list(at), "radius": radius}


def request(at: tuple[float, float], **changes: Any) -> drafting.Request:
    kind, _ = IncidentKind.objects.get_or_create(code="autre", defaults={"name": "Autre fait", "rank": 0})
    asked: dict[str, Any] = {
        "form_key": uuid4(),
        "shapes": [circle(at)],
        "profession_codes": list(Profession.objects.values_list("code", flat=True)),
        "kind": kind,
        "place": "place Vendôme",
        "occurred_at": database_now(),
        "text": "Vol place Vendome. Un doute : 17.",
        "advice_page": None,
        "valid_minutes": 120,
    }
    return drafting.Request(**{**asked, **changes})


def draft(author: User, at: tuple[float, float], **changes: Any) -> Alert:
    return drafting.draft(author=author, request=request(at, **changes), now=database_now())


def leave(alert: Alert, *, by: User, now: datetime | None = None) -> Alert:
    """*Envoyer*, pressed on the page that shows this alert."""
    return freeze(
        alert_id=alert.pk,
        by=by,
        seen_hash=alert.request_hash,
        typed_count=alert.previewed_count,
        now=now or database_now(),
    )
