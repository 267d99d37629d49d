"""The words of the analyst's sentence, each with its choices; what was typed stays ticked, right or wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict

from incidents.filters import PRESETS, IncidentFilter
from incidents.models import IncidentKind
from zones.french import DAYS
from zones.geography import geography

KIND_NAMES = {"department": "Départements", "sector": "Secteurs", "commune": "Communes et arrondissements"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Control:
    """One word of the sentence: `words` as they stand, `groups` of choices under a heading or none."""

    name: str
    label: str
    words: str
    errors: list[str]
    groups: list[tuple[str, list[Choice]]] = field(default_factory=list)


def controls(
    typed: QueryDict, asked: IncidentFilter | None, errors: dict[str, str], *, territory: str
) -> list[Control]:
    """The five words: kinds, period, weekdays, hours, zones. `asked` is None when refused.

    `territory` names what this person is held to; empty for everywhere.
    """
    words = _words(asked, territory)
    return [
        Control(
            name=name,
            label=label,
            words=words.get(name, label),
            errors=[errors[each] for each in guilty if each in errors],
            groups=groups,
        )
        for name, label, guilty, groups in (
            ("type", "Types d’incident", ["type"], [("", _choices(typed, "type", _kinds()))]),
            ("periode", "Période", ["periode", "du", "au"], [("", _choices(typed, "periode", _periods()))]),
            ("jour", "Jours", ["jour"], [("", _choices(typed, "jour", enumerate(DAYS)))]),
            ("heure", "Heures", ["heure"], [("", _choices(typed, "heure", _hours()))]),
            ("zone", "Zones", ["zone"], _zones(typed)),
        )
    ]


def _words(asked: IncidentFilter | None, territory: str) -> dict[str, str]:
    if asked is None:
        return {}
    kinds = asked.kind_words()
    return {
        "type": kinds[:1].upper() + kinds[1:],
        "periode": asked.period_words(),
        "jour": asked.weekday_words(),
        "heure": asked.hour_words(),
        "zone": territory if territory and not asked.zones else asked.zone_words(),
    }


def _choices(typed: QueryDict, name: str, values: Iterable[tuple[object, str]]) -> list[Choice]:
    chosen = set(typed.getlist(name))
    return [Choice(value=str(value), name=text, chosen=str(value) in chosen) for value, text in values]


def _kinds() -> Iterable[tuple[str, str]]:
    return IncidentKind.objects.order_by("rank").values_list("code", "name")


def _periods() -> list[tuple[str, str]]:
    return [*((str(days), f"{days} derniers jours") for days in PRESETS), ("dates", "Entre deux dates")]


def _hours() -> list[tuple[int, str]]:
    return [(hour, f"{hour}\u202fh") for hour in range(24)]


def _zones(typed: QueryDict) -> list[tuple[str, list[Choice]]]:
    zones = [zone for zone in geography().zones.values() if zone.boundary is not None]
    return [
        (title, _choices(typed, "zone", ((zone.code, zone.name) for zone in zones if zone.kind == kind)))
        for kind, title in KIND_NAMES.items()
    ]
