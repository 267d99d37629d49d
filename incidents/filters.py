"""What an analyst looks at, as one value: it reads a URL, writes it, and says itself in French."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from incidents.filter_reading import Reader
from incidents.models import IncidentKind
from incidents.wording import (
    hours_in_words,
    kinds_in_words,
    period_in_words,
    weekdays_in_words,
    zones_in_words,
)
from zones.geography import geography

PRESETS = (7, 30, 90, 365)
FIRST_PRESET = 90
LONGEST = timedelta(days=3 * 366)


class FilterRefused(Exception):
    """A question that cannot be read; `errors` has a French sentence for each guilty parameter."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, kw_only=True)
class IncidentFilter:
    """Kinds, days, weekdays, hours and zones; an empty tuple asks for all.

    `since` and `until` are days in Paris, both included; `preset` is the length of a period that
    moves on with the days. Weekdays count from 0, Monday; hours are those of Paris; zones are codes
    of communes (INSEE), sectors and departments.
    """

    since: date
    until: date
    preset: int | None = None
    kinds: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    zones: tuple[str, ...] = ()

    @classmethod
    def last_days(cls, days: int, *, today: date) -> Self:
        """Whole days: the last one is yesterday, since half a day compares with nothing."""
        return cls(since=today - timedelta(days=days), until=today - timedelta(days=1), preset=days)

    @classmethod
    def from_query(cls, query: MultiValueDict, *, today: date) -> Self:
        """The filter of a URL's parameters: type, periode, du, au, jour, heure, zone; raises FilterRefused.

        Without a period, the last 90 days. Days given beside a preset are the period: whoever typed
        them left it ticked; unless the form showed them already (etait=dates), and the preset was
        ticked since. `today` is the day in Paris.
        """
        reader = Reader(query)
        since, until, preset = _period(reader, today)
        read = cls(
            since=since,
            until=until,
            preset=preset,
            kinds=reader.codes("type", _known_kinds(), "Type d’incident inconnu"),
            weekdays=reader.numbers("jour", range(7), "Jour de la semaine inconnu"),
            hours=reader.numbers("heure", range(24), "Heure inconnue"),
            zones=reader.codes("zone", _known_zones(), "Zone inconnue"),
        )
        if reader.errors:
            raise FilterRefused(reader.errors)
        return read

    def as_query(self) -> str:
        """The same filter as the parameters of a URL, always in the same order."""
        period = (
            [("periode", self.preset)]
            if self.preset
            else [("du", self.since.isoformat()), ("au", self.until.isoformat())]
        )
        return urlencode(
            [
                *(("type", code) for code in self.kinds),
                *period,
                *(("jour", number) for number in self.weekdays),
                *(("heure", number) for number in self.hours),
                *(("zone", code) for code in self.zones),
            ]
        )

    def sentence(self) -> str:
        """ "vol à l’étalage, 90 derniers jours, week-ends, 18 h–23 h, Paris 1er–4e"."""
        parts = [self.kind_words(), self.period_words()]
        if self.weekdays:
            parts.append(self.weekday_words())
        if self.hours:
            parts.append(self.hour_words())
        if self.zones:
            parts.append(self.zone_words())
        return ", ".join(parts)

    def kind_words(self) -> str:
        named = dict(IncidentKind.objects.order_by("rank").values_list("code", "name"))
        return kinds_in_words([name for code, name in named.items() if code in self.kinds])

    def period_words(self) -> str:
        return period_in_words(self.since, self.until, self.preset)

    def weekday_words(self) -> str:
        return weekdays_in_words(self.weekdays)

    def hour_words(self) -> str:
        return hours_in_words(self.hours)

    def zone_words(self) -> str:
        zones = geography().zones.values()
        return zones_in_words([zone for zone in zones if zone.code in self.zones])

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def before(self) -> Self:
        """The same question about the equal period that ends the day before this one begins."""
        length = timedelta(days=self.days)
        return replace(self, since=self.since - length, until=self.until - length, preset=None)

    def at_any_time(self) -> Self:
        """The same question about every weekday and hour."""
        return replace(self, weekdays=(), hours=())


def _period(reader: Reader, today: date) -> tuple[date, date, int | None]:
    """First day, last day, and the preset when it is one; the reader keeps what cannot be read."""
    usual = IncidentFilter.last_days(FIRST_PRESET, today=today)
    asked = reader.text("periode")
    dated = bool(reader.text("du") or reader.text("au"))
    preset = asked in {str(days) for days in PRESETS}
    if preset and (not dated or reader.text("etait") == "dates"):
        chosen = IncidentFilter.last_days(int(asked), today=today)
        return chosen.since, chosen.until, chosen.preset
    if not preset and asked not in {"", "dates"}:
        reader.refuse("periode", f"Période inconnue : {asked}.")
    elif dated or asked == "dates":
        since, until = reader.day("du"), reader.day("au")
        if since and until:
            _check_order(reader, since, until, today)
            return since, until, None
    return usual.since, usual.until, usual.preset


def _check_order(reader: Reader, since: date, until: date, today: date) -> None:
    if since > until:
        reader.refuse("au", "La période finit avant de commencer.")
    elif since > today:
        reader.refuse("du", "La période est dans le futur.")
    elif until - since > LONGEST:
        reader.refuse("du", "La période dépasse trois ans : raccourcissez-la.")


def _known_kinds() -> list[str]:
    return list(IncidentKind.objects.order_by("rank").values_list("code", flat=True))


def _known_zones() -> list[str]:
    return [zone.code for zone in geography().zones.values() if zone.boundary is not None]
