"""What the report says in words and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from incidents.communes import by_commune
from incidents.filters import IncidentFilter
from incidents.models import Incident
from incidents.overview import FEW
from incidents.publishing import STEP, published
from incidents.querysets import IncidentQuerySet
from incidents.sight import Sight
from incidents.wording import day_in_words, period_in_words
from zones import french
from zones.french import PARIS

PLACES = 12
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Row:
    """One line of a table; `tone` is a class of report.css."""

    name: str
    count: str
    change: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """`compared` is False where no change is known."""

    title: str
    of: str
    compared: bool
    rows: list[Row]


@dataclass(frozen=True, kw_only=True)
class Content:
    """Sentences and numbers as they are printed; empty where there is nothing to say."""

    title: str
    sentence: str
    period: str
    within: str
    before: str
    made: str
    total: str
    change: str
    quality: str
    rounding: str
    tables: list[Table]


def content(*, asked: IncidentFilter, sight: Sight, now: datetime) -> Content:
    """Everything but the map; `now` is when the report is made."""
    found, former = (sight.incidents.matching(period) for period in (asked, asked.before()))
    total, before = (published(each.count(), exact=sight.exact) for each in (found, former))
    sentence = asked.sentence()
    return Content(
        title="rapport d’analyse des incidents",
        sentence=sentence[:1].upper() + sentence[1:],
        period=_dates(asked).capitalize(),
        within=f"Limité au territoire {sight.within}." if sight.within else "",
        before=_dates(asked.before()) if before else "",
        made=f"le {_moment(now)}",
        total=french.number(total),
        change=_change_in_words(total, before),
        quality=_quality(found, asked, sight, total),
        rounding="" if sight.exact else f"Chaque nombre est arrondi au multiple de {STEP} le plus proche.",
        tables=_tables(found, former, exact=sight.exact),
    )


def _tables(found: IncidentQuerySet, former: IncidentQuerySet, *, exact: bool) -> list[Table]:
    return [
        _table(title=title, of=of, found=by(found), former=by(former), exact=exact)
        for title, of, by in (
            ("Communes les plus touchées", "Commune", by_commune),
            ("Par type d’incident", "Type", _by_kind),
        )
    ]


def _by_kind(incidents: IncidentQuerySet) -> dict[str, int]:
    return dict(incidents.values_list("kind__name").annotate(n=Count("*")))


def _table(*, title: str, of: str, found: Mapping[str, int], former: Mapping[str, int], exact: bool) -> Table:
    """The largest number shown first, then by name; a name without any incident to show is left out.

    Without any incident before, most likely none was recorded yet: there is no change to speak of.
    """
    shown = {name: now for name, number in found.items() if (now := published(number, exact=exact))}
    rows = []
    for name, now in sorted(shown.items(), key=lambda row: (-row[1], row[0]))[:PLACES]:
        before = published(former.get(name, 0), exact=exact)
        tone = "more" if now > before else "less" if now < before else ""
        rows.append(Row(name, french.number(now), _signed(now - before), tone))
    return Table(title=title, of=of, compared=any(former.values()), rows=rows)


def _change_in_words(total: int, before: int) -> str:
    if not before:
        return "Rien à comparer sur la période égale précédente."
    per_cent = round(100 * (total - before) / before)
    change = f"{_signed(per_cent)}{french.NARROW_SPACE}%"
    words = f"{change} sur la période égale précédente ({french.number(before)})."
    return f"{words} Petits nombres : cet écart peut tenir au hasard." if min(total, before) < FEW else words


def _quality(found: IncidentQuerySet, asked: IncidentFilter, sight: Sight, total: int) -> str:
    parts = [f"{french.number(total)} incident{'s' if total > 1 else ''}"]
    if sight.everywhere and not asked.zones:
        unplaced = published(found.unplaced().count(), exact=sight.exact)
        parts.append(f"{french.number(unplaced)} non localisé{'s' if unplaced > 1 else ''}")
    last = Incident.objects.aggregate(last=Max("recorded_at"))["last"]
    parts.append(f"données au {_moment(last)}" if last else "aucune donnée")
    return ", ".join(parts) + "."


def _signed(number: int) -> str:
    sign = "+" if number > 0 else MINUS if number < 0 else ""
    return f"{sign}{french.number(abs(number))}"


def _dates(asked: IncidentFilter) -> str:
    return period_in_words(asked.since, asked.until, None)


def _moment(instant: datetime) -> str:
    """ "25 novembre 2026 à 19 h 50", in Paris."""
    local = instant.astimezone(PARIS)
    day = f"{day_in_words(local.date())} {local.year}"
    return f"{day} à {french.hour(instant)}"
