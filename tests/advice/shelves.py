"""The library as it is delivered, and small ones for tests that change it."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from advice.models import AdvicePage, Rubric
from messaging.clock import database_now

ADVICE: Path = settings.BASE_DIR / "fixtures" / "advice"
ACTIONS = [{"geste": f"Geste {n}", "precision": ""} for n in (1, 2, 3)]


def rubric(slug: str = "essai") -> Rubric:
    found, _ = Rubric.objects.get_or_create(slug=slug, defaults={"name": slug.title(), "rank": 50})
    return found


def page(slug: str, *, public: bool = True, **facts: Any) -> AdvicePage:
    written = {
        "title": slug,
        "summary": "",
        "body": "",
        "actions": ACTIONS,
        "reviewed_on": date(2026, 11, 25),
    }
    return AdvicePage.objects.create(
        slug=slug,
        rubric=rubric(),
        published_at=database_now() if public else None,
        **{**written, **facts},
    )
