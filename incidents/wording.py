"""The words of a filter, as an analyst would say them."""

import re
from collections.abc import Sequence
from datetime import date

from zones.french import DAYS, MONTHS, NARROW_SPACE
from zones.geography import Zone

NAMED = 3
ARRONDISSEMENT = re.compile(r"Paris (\d+)(?:er|e) arrondissement")


def kinds_in_words(names: Sequence[str]) -> str:
    if not names:
        return "tous les incidents"
    return _first_few([name[:1].lower() + name[1:] for name in names], "types")


def period_in_words(since: date, until: date, preset: int | None) -> str:
    """ "90 derniers jours", "le 3 mars 2026", "du 25 août au 22 novembre 2026"."""
    if preset:
        return f"{preset} derniers jours"
    if since == until:
        return f"le {day_in_words(since)} {since.year}"
    first = day_in_words(since) if since.year == until.year else f"{day_in_words(since)} {since.year}"
    return f"du {first} au {day_in_words(until)} {until.year}"


def day_in_words(day: date) -> str:
    """ "25 août"."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"


def weekdays_in_words(weekdays: Sequence[int]) -> str:
    if not weekdays:
        return "tous les jours"
    if tuple(weekdays) == (5, 6):
        return "week-ends"
    if tuple(weekdays) == (0, 1, 2, 3, 4):
        return "du lundi au vendredi"
    return _listed([f"{DAYS[number]}s" for number in weekdays])


def hours_in_words(hours: Sequence[int]) -> str:
    """Runs of hours, around midnight too: 18 to 22 is "18 h–23 h", since its last hour ends at 23 h."""
    if not hours:
        return "à toute heure"
    runs: list[list[int]] = []
    for hour in hours:
        if runs and runs[-1][-1] == hour - 1:
            runs[-1].append(hour)
        else:
            runs.append([hour])
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][-1] == 23:
        runs = [*runs[1:-1], runs[-1] + runs[0]]
    return _listed([f"{run[0]}{NARROW_SPACE}h–{(run[-1] + 1) % 24}{NARROW_SPACE}h" for run in runs])


def zones_in_words(zones: Sequence[Zone]) -> str:
    """Neighbouring numbers of Paris together: "Paris 1er–4e, Montreuil"."""
    if not zones:
        return "partout"
    numbers = sorted(
        int(match[1]) for zone in zones if (match := ARRONDISSEMENT.fullmatch(zone.name)) is not None
    )
    others = [zone.name for zone in zones if not ARRONDISSEMENT.fullmatch(zone.name)]
    return _first_few([*_arrondissements(numbers), *others], "zones")


def _arrondissements(numbers: Sequence[int]) -> list[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [f"Paris {_ordinal(run[0])}" + (f"–{_ordinal(run[-1])}" if len(run) > 1 else "") for run in runs]


def _ordinal(number: int) -> str:
    return "1er" if number == 1 else f"{number}e"


def _first_few(words: Sequence[str], noun: str) -> str:
    more = len(words) - NAMED
    if more <= 0:
        return _listed(words)
    rest = f"{more} autres {noun}" if more > 1 else f"1 autre {noun[:-1]}"
    return f"{', '.join(words[:NAMED])} et {rest}"


def _listed(words: Sequence[str]) -> str:
    return " et ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
