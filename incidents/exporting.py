"""Incidents for a spreadsheet or a mapping tool, a piece at a time: a year of them never waits in memory.

Without exact sight, both give hexagons of the fixed grid with published numbers, never a place.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON

from incidents import hexagons
from incidents.filters import IncidentFilter
from incidents.sight import Sight
from zones import hexagons as grid
from zones.french import PARIS
from zones.lambert import pairs_in_degrees

WIDTH = 300
DECIMALS = 6
# French Excel takes UTF-8 only with this mark, splits columns at semicolons, and reads a decimal comma.
BYTE_ORDER_MARK = "\ufeff"
EXACT = ("Type", "Au plus tôt", "Au plus tard", "Longitude", "Latitude", "X Lambert-93", "Y Lambert-93")
ROUNDED = (f"Hexagone de {WIDTH} m", "Incidents (arrondis à 5)", "Longitude", "Latitude")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 2000


class _Line:
    """What csv writes to, when each line goes on at once."""

    def write(self, text: str) -> str:
        return text


def csv_lines(*, asked: IncidentFilter, sight: Sight) -> Iterator[str]:
    """One incident a line, those without a place too; times are those of Paris."""
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield BYTE_ORDER_MARK
    yield writer.writerow(EXACT if sight.exact else ROUNDED)
    rows = _exact_rows(asked, sight) if sight.exact else _rounded_rows(asked, sight)
    for row in rows:
        yield writer.writerow(row)


def geojson_parts(*, asked: IncidentFilter, sight: Sight) -> Iterator[str]:
    """A FeatureCollection (EPSG:4326): points written by PostGIS, null where there is no place."""
    about = {
        "type": "FeatureCollection",
        "filter": asked.sentence(),
        "territory": sight.within or None,
        "exact": sight.exact,
    }
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "features": [\n'
    features = _points(asked, sight) if sight.exact else _cells(asked, sight)
    for rank, feature in enumerate(features):
        yield (",\n" if rank else "") + feature
    yield "\n]}\n"


def spoken(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _exact_rows(asked: IncidentFilter, sight: Sight) -> Iterator[Iterable[object]]:
    found = sight.incidents.matching(asked).order_by("began_at", "pk")
    fields = ("kind__name", "began_at", "ended_at", "location", "easting", "northing")
    for kind, began, ended, place, x, y in found.values_list(*fields).iterator(CHUNK):
        where = ("", "", "", "") if place is None else (_comma(place.x), _comma(place.y), x, y)
        yield (spoken(kind), _local(began), _local(ended), *where)


def _rounded_rows(asked: IncidentFilter, sight: Sight) -> Iterator[Iterable[object]]:
    cells = hexagons.count(sight.incidents.matching(asked), width=WIDTH, exact=False)
    centers = pairs_in_degrees(grid.centers([(cell.q, cell.r) for cell in cells], WIDTH))
    for cell, (longitude, latitude) in zip(cells, centers.tolist(), strict=True):
        yield (f"{cell.q}:{cell.r}", cell.count, _comma(longitude), _comma(latitude))


def _points(asked: IncidentFilter, sight: Sight) -> Iterator[str]:
    found = sight.incidents.matching(asked).order_by("began_at", "pk")
    fields = ("kind__code", "began_at", "ended_at", "shape")
    shaped = found.annotate(shape=AsGeoJSON("location", precision=DECIMALS))
    for kind, began, ended, shape in shaped.values_list(*fields).iterator(CHUNK):
        properties = {"kind": kind, "began_at": _iso(began), "ended_at": _iso(ended)}
        yield (
            f'{{"type": "Feature", "properties": {json.dumps(properties)}, "geometry": {shape or "null"}}}'
        )


def _cells(asked: IncidentFilter, sight: Sight) -> Iterator[str]:
    cells = hexagons.count(sight.incidents.matching(asked), width=WIDTH, exact=False)
    features: list[dict[str, Any]] = hexagons.feature_collection(cells)["features"]
    return (json.dumps(feature) for feature in features)


def _local(instant: datetime) -> str:
    """As a spreadsheet reads it; the offset is left out."""
    return instant.astimezone(PARIS).strftime("%Y-%m-%d %H:%M")


def _iso(instant: datetime) -> str:
    return instant.astimezone(PARIS).isoformat(timespec="minutes")


def _comma(degrees: float) -> str:
    return f"{degrees:.{DECIMALS}f}".replace(".", ",")
