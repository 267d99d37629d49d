"""What the public may read, and from when."""

from datetime import datetime

from advice.models import EVERYBODY
from advice.querysets import AdvicePageQuerySet


class StillNeeded(Exception):
    """The page that every alert falls back on cannot be withdrawn."""

    def __init__(self) -> None:
        super().__init__(
            "La fiche de tous les commerces reste publiée : une alerte sans fiche à elle la montre."
        )


def publish(*, pages: AdvicePageQuerySet, now: datetime) -> int:
    """How many were not public before; the others keep their date."""
    return pages.filter(published_at__isnull=True).update(published_at=now)


def withdraw(*, pages: AdvicePageQuerySet) -> int:
    """How many were public before; raises StillNeeded when the last resort is among them."""
    if pages.filter(slug=EVERYBODY).exists():
        raise StillNeeded
    return pages.published().update(published_at=None)
