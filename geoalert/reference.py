"""What every instance needs before its first alert; run again, it only brings what is missing or newer."""

import json
from pathlib import Path

from django.conf import settings

from accounts.roles import ensure_roles
from advice.loading import load_advice
from advice.models import AdvicePage
from alerts.models import MessageTemplate
from incidents.models import IncidentKind
from subscribers.models import Profession
from zones.load_boundaries import load_boundaries
from zones.models import Commune

FIXTURES: Path = settings.BASE_DIR / "fixtures"


def load_reference() -> None:
    """Boundaries, roles, professions, kinds of incident, advice, message templates."""
    if not Commune.objects.exists():
        load_boundaries()
    ensure_roles()
    _load_professions()
    _load_kinds()
    load_advice(FIXTURES / "advice")
    _load_templates()


def _rows(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return rows


def _load_professions() -> None:
    for rank, row in enumerate(_rows("professions.json")):
        facts = {"name": row["name"], "plural": row["plural"], "naf_codes": row["naf_codes"], "rank": rank}
        Profession.objects.update_or_create(code=row["code"], defaults=facts)


def _load_kinds() -> None:
    for rank, row in enumerate(_rows("incident_kinds.json")):
        IncidentKind.objects.update_or_create(code=row["code"], defaults={"name": row["name"], "rank": rank})


def _load_templates() -> None:
    """Templates that an editor has changed since stay as they are."""
    for rank, row in enumerate(_rows("templates.json")):
        MessageTemplate.objects.get_or_create(
            name=row["name"],
            defaults={
                "kind": IncidentKind.objects.get(code=row["kind"]),
                "text": row["text"],
                "advice_page": AdvicePage.objects.filter(slug=row["advice"]).first(),
                "rank": rank,
            },
        )
