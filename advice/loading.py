"""Advice pages from files: TOML facts between `+++` lines, then Markdown."""

import tomllib
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from advice.models import AdvicePage, Rubric

FENCE = "+++"


def load_advice(folder: Path) -> None:
    """Bring pages that are not there yet; what an editor has written since stays as it is."""
    for path in sorted(folder.glob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split(FENCE, 2)
        _load_page(tomllib.loads(head), body.strip())


def _load_page(facts: dict[str, Any], body: str) -> None:
    rubric, _ = Rubric.objects.update_or_create(
        slug=facts["rubric"]["slug"],
        defaults={
            "name": facts["rubric"]["name"],
            "profession_codes": facts["rubric"]["professions"],
            "rank": facts["rubric"]["rank"],
        },
    )
    AdvicePage.objects.get_or_create(
        slug=facts["slug"],
        defaults={
            "rubric": rubric,
            "title": facts["title"],
            "summary": facts["summary"],
            "actions": facts["actions"],
            "body": body,
            "reviewed_on": facts["reviewed_on"],
            "published_at": datetime.combine(facts["reviewed_on"], time(8), tzinfo=UTC),
        },
    )
