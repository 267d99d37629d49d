"""Advice pages from files: TOML facts between `+++` lines, then Markdown."""

import hashlib
import json
import tomllib
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from advice.models import AdvicePage, Rubric, Theme

FENCE = "+++"
SHELVES = "rayons.toml"
# What an editor may rewrite; a page that differs here from what was loaded is theirs.
WRITTEN = ("title", "summary", "keywords", "actions", "body", "rank")


class UnknownShelf(Exception):
    """A file names a rubric, a theme or a page that no file makes."""


@transaction.atomic
def load_advice(folder: Path) -> None:
    """Bring shelves and pages that are missing, renew those that nobody touched, keep the others.

    Run twice it changes nothing. Raises UnknownShelf when a file points at what is not there.
    """
    _load_shelves(tomllib.loads((folder / SHELVES).read_text(encoding="utf-8")))
    files = [_read(path) for path in sorted(folder.glob("*.md"))]
    renewed = [(page, facts) for facts in files if (page := _load_page(facts))]
    for page, facts in renewed:
        page.themes.set(_named(Theme, facts["themes"]))
        page.related.set(_named(AdvicePage, facts["related"]))


def _read(path: Path) -> dict[str, Any]:
    _, head, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    return {"keywords": "", **tomllib.loads(head), "body": body.strip()}


def _load_shelves(shelves: dict[str, list[dict[str, Any]]]) -> None:
    for rank, row in enumerate(shelves["rubric"]):
        facts = {"name": row["name"], "profession_codes": row["professions"], "rank": rank}
        Rubric.objects.get_or_create(slug=row["slug"], defaults=facts)
    for rank, row in enumerate(shelves["theme"]):
        Theme.objects.get_or_create(slug=row["slug"], defaults={"name": row["name"], "rank": rank})


def _load_page(facts: dict[str, Any]) -> AdvicePage | None:
    """The page when this file has a word to say about it, None when it is up to date or an editor's."""
    content = {name: facts[name] for name in (*WRITTEN, "reviewed_on")} | {"loaded_digest": _digest(facts)}
    (rubric,) = _named(Rubric, [facts["rubric"]])
    published_at = datetime.combine(facts["reviewed_on"], time(8), tzinfo=UTC)
    page, made = AdvicePage.objects.get_or_create(
        slug=facts["slug"], defaults={**content, "rubric": rubric, "published_at": published_at}
    )
    if made:
        return page
    if not page.loaded_digest:
        # Loaded before pages had shelves by theme: the text stays, the new columns are filled once.
        content = {name: content[name] for name in ("keywords", "rank", "loaded_digest")}
    elif page.loaded_digest == content["loaded_digest"] or page.loaded_digest != _digest_of(page):
        return None
    AdvicePage.objects.filter(pk=page.pk).update(**content)
    return page


def _digest_of(page: AdvicePage) -> str:
    """As it stands in the database, shelves and neighbours included."""
    shelves = {"themes": _slugs(page.themes), "related": _slugs(page.related)}
    return _digest({name: getattr(page, name) for name in WRITTEN} | shelves)


def _slugs(manager: Any) -> list[str]:
    return list(manager.values_list("slug", flat=True))


def _digest(facts: dict[str, Any]) -> str:
    content = [facts[name] for name in WRITTEN] + [sorted(facts["themes"]), sorted(facts["related"])]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _named(model: type[Any], slugs: list[str]) -> list[Any]:
    found = list(model.objects.filter(slug__in=slugs))
    if missing := set(slugs) - {row.slug for row in found}:
        raise UnknownShelf(", ".join(sorted(missing)))
    return found
