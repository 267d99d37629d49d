"""The journal: who did what, to what, when. Only ids and numbers, never a person's data."""

import re
from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import JournalEntry, User

PHONE = re.compile(r"(\+|\b0)\d[\d .-]{7,}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
PERSONAL_KEYS = frozenset({"phone", "address", "email", "name", "text"})


class PersonalData(Exception):
    """Somebody tried to write a phone number, an e-mail address or a text into the journal."""


def record(
    *,
    actor: User | None,
    verb: str,
    target: models.Model | None = None,
    now: datetime,
    **details: Any,
) -> JournalEntry:
    """Append one line. Raises PersonalData rather than keep what the journal must not hold."""
    _refuse_personal_data(details)
    return JournalEntry.objects.create(
        at=now,
        actor=actor,
        verb=verb,
        target_kind=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        details=details,
    )


def latest(*, verb: str, target: models.Model) -> JournalEntry | None:
    """The newest line about `target` with this verb, its actor with it."""
    about = JournalEntry.objects.filter(target_kind=target._meta.label_lower, target_id=str(target.pk))
    return about.filter(verb=verb).select_related("actor").order_by("-pk").first()


def _refuse_personal_data(details: dict[str, Any]) -> None:
    if found := PERSONAL_KEYS & details.keys():
        raise PersonalData(f"keys: {', '.join(sorted(found))}")
    for key, value in details.items():
        if isinstance(value, str) and _looks_personal(value):
            raise PersonalData(f"value of {key}")


def _looks_personal(value: str) -> bool:
    """A SHA-256 in hex is no phone number, even where its first digits look like one."""
    if FINGERPRINT.fullmatch(value):
        return False
    return bool(PHONE.search(value) or EMAIL.search(value))
