"""Where the recipients of an alert are, and what became of each: for a map, and for the table beside it."""

from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.db import connection

from accounts.models import User
from messaging.models import Sending
from messaging.progress import COLUMNS
from subscribers.models import Subscriber
from zones.constants import LAMBERT_93

# More dots than this hide the map, and weigh.
DOTS = 10_000
COLUMN_OF = {state: column for column, states in COLUMNS.items() for state in states}

# A dot is a subpath of no length: the pen of the page gives it its size and its shape. Of long lists, one
# delivery in %(nth)s is drawn, always the same ones.
_BY_COMMUNE = f"""
WITH placed AS (
    SELECT shop.commune_id, delivery.state, delivery.id,
           ST_Transform(shop.location, {LAMBERT_93}) AS place
    FROM messaging_delivery delivery JOIN subscribers_subscriber shop ON shop.id = delivery.origin
    WHERE delivery.sending_id = %s AND shop.id IN ({{mine}})
)
SELECT sector.name, commune.name, placed.state, count(*),
       coalesce(string_agg('M' || round(ST_X(place)) || ' ' || -round(ST_Y(place)) || 'h0', ''
                           ORDER BY placed.id) FILTER (WHERE placed.id %% %s = 0), '')
FROM placed JOIN zones_commune commune ON commune.id = placed.commune_id
JOIN zones_sector sector ON sector.id = commune.sector_id
GROUP BY sector.name, commune.insee_code, commune.name, placed.state
ORDER BY commune.insee_code
"""  # noqa: S608  only our own constants are written into it


@dataclass
class CommuneRow:
    """Recipients in one commune of a sector, by column of messaging.progress."""

    sector: str
    commune: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))

    @property
    def short_commune(self) -> str:
        return self.commune.removesuffix(" arrondissement")

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, kw_only=True)
class Reached:
    """`dots`: by column, the data of an SVG path in metres of Lambert-93 (EPSG:2154), y downwards.

    `elsewhere` recipients are outside the reader's territory, or enrolled no more: counted, never placed.
    `rows` in the order of INSEE codes: Paris 5e before Paris 10e. One recipient in `one_in` is a dot.
    """

    dots: dict[str, str]
    rows: list[CommuneRow]
    elsewhere: int
    one_in: int


def reached(sending: Sending, *, by: User) -> Reached:
    """The recipients of a sending in the territory of `by`; no name, no number, no id."""
    one_in = max(1, ceil(sending.frozen_count / DOTS))
    dots: dict[str, list[str]] = defaultdict(list)
    rows: dict[tuple[str, str], CommuneRow] = {}
    for sector, commune, state, deliveries, path in _by_commune(sending, by, one_in):
        column = COLUMN_OF[state]
        row = rows.setdefault((sector, commune), CommuneRow(sector, commune))
        row.counts[column] += deliveries
        dots[column].append(path)
    found = list(rows.values())
    return Reached(
        dots={column: "".join(paths) for column, paths in dots.items()},
        rows=found,
        elsewhere=sending.frozen_count - sum(row.total for row in found),
        one_in=one_in,
    )


def _by_commune(sending: Sending, by: User, one_in: int) -> list[Any]:
    mine = Subscriber.objects.in_territory_of(by).values("pk")
    if mine.query.is_empty():
        return []
    question, params = mine.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_BY_COMMUNE.format(mine=question), [sending.pk, *params, one_in])
        return cursor.fetchall()
