"""Perimeters kept for an alert to come: an analyst prepares one, an officer opens it."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import journal
from accounts.models import User
from accounts.permissions import may_alert
from alerts import codes
from alerts.models import SavedPerimeter
from zones import perimeters

LONGEST_NAME = 80


class SavingRefused(Exception):
    """The perimeter is not kept, or not removed; the message says why in French."""


def save_perimeter(
    *, name: str, shapes: Sequence[dict[str, Any]], author: User, now: datetime
) -> SavedPerimeter:
    """Keep `shapes` under a name. Raises PerimeterRefused and SavingRefused; the same twice is kept once."""
    named = _name(name)
    perimeter = perimeters.compose(shapes)
    if not may_alert(author, perimeter.geometry).overlaps:
        raise SavingRefused("Ce périmètre est hors de votre territoire.")
    with transaction.atomic():
        same = SavedPerimeter.objects.filter(author=author, name=named, shapes=list(shapes)).first()
        if same is not None:
            return same
        saved = SavedPerimeter.objects.create(
            code=codes.new_code(),
            name=named,
            author=author,
            shapes=list(shapes),
            perimeter=perimeter.geometry,
            area_km2=perimeter.area_km2,
            created_at=now,
        )
        journal.record(
            actor=author, verb="perimeter.save", target=saved, now=now, area_km2=round(saved.area_km2, 3)
        )
    return saved


def _name(typed: str) -> str:
    """One line of letters, figures and signs: no control character, nothing that turns the line round."""
    named = " ".join(typed.split())
    if not named:
        raise SavingRefused("Donnez un nom à ce périmètre.")
    if any(unicodedata.category(char).startswith("C") for char in named):
        raise SavingRefused("Le nom contient un caractère invisible : retapez-le.")
    if len(named) > LONGEST_NAME:
        raise SavingRefused(f"Le nom tient en {LONGEST_NAME} caractères au plus.")
    return named


def delete_perimeter(*, saved: SavedPerimeter, by: User, now: datetime) -> None:
    """Remove one's own; alerts that were made from it keep their own shapes. Harmless when repeated."""
    if saved.author_id != by.pk:
        raise SavingRefused("Seul son auteur peut retirer ce périmètre.")
    with transaction.atomic():
        removed, _ = SavedPerimeter.objects.filter(pk=saved.pk).delete()
        if removed:
            journal.record(actor=by, verb="perimeter.delete", target=saved, now=now)
