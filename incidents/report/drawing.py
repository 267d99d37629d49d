"""The pictures of the report's map, from the incidents that one person may see."""

from collections import defaultdict
from typing import Any

import numpy as np

from incidents import density, hexagons
from incidents.classes import class_of, lower_limits
from incidents.hexagons import Hexagon
from incidents.maps import Class, count_classes
from incidents.publishing import STEP
from incidents.querysets import IncidentQuerySet
from incidents.report.picture import RAMP, Picture, Step
from zones import french
from zones import hexagons as grid
from zones.lambert import pairs_in_degrees

WIDTH, WIDE, FINE = 300, 600, 150
CELLS_AT_MOST = 4000
"""More hexagons than this are neither legible nor light: they are drawn twice as wide."""
POINTS_AT_MOST = 5000
DECIMALS = 5
# Okabe and Ito's colours, told apart by most of those who confuse red and green.
KIND_COLOURS = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"),
    *("#7a5c00", "#12222a", "#8b8b8b"),
)
HEAT_WORDS = ("peu d’incidents", "", "", "le plus d’incidents")


def pictures(incidents: IncidentQuerySet, *, days: int, exact: bool) -> list[Picture]:
    """Hexagons, density and heat; points for those who may see them. None when nothing can be shown.

    Without `exact` all of them are drawn from rounded hexagons: a contour or a spot of heat around one
    incident would give its place away.
    """
    width, cells = _cells(incidents, exact=exact)
    if not cells:
        return []
    dense = density.density(incidents, days=days, exact=exact)
    hot = hexagons.count(incidents, width=FINE) if exact else cells
    drawn = [_hexagons(cells, width, exact=exact)]
    if dense and (bands := dense.bands()["features"]):
        drawn.append(_density(bands))
    drawn.append(_heat(hot, FINE if exact else width))
    if exact and incidents.placed().count() <= POINTS_AT_MOST:
        drawn.append(_points(incidents))
    return drawn


def _cells(incidents: IncidentQuerySet, *, exact: bool) -> tuple[int, list[Hexagon]]:
    cells = hexagons.count(incidents, width=WIDTH, exact=exact)
    if len(cells) <= CELLS_AT_MOST:
        return WIDTH, cells
    return WIDE, hexagons.count(incidents, width=WIDE, exact=exact)


def _centers(cells: list[Hexagon], width: int) -> np.ndarray:
    return grid.centers([(cell.q, cell.r) for cell in cells], width)


def _hexagons(cells: list[Hexagon], width: int, *, exact: bool) -> Picture:
    """Cells of one count are one shape: the file is a third of what it would be."""
    step = 1 if exact else STEP
    limits = lower_limits([cell.count for cell in cells], step=step)
    colours = RAMP[-len(limits) :]
    rings = defaultdict(list)
    for cell in cells:
        rings[cell.count].append([np.round(cell.ring, DECIMALS).tolist()])
    return Picture(
        name="Hexagones",
        unit=f"Incidents par hexagone de {width} m de large",
        steps=[
            Step(colour, _between(limits))
            for colour, limits in zip(colours, count_classes(limits, step=step), strict=True)
        ],
        features=[
            _feature("MultiPolygon", shapes, colours[class_of(n, limits) - 1], _incidents(n))
            for n, shapes in rings.items()
        ],
    )


def _density(bands: list[dict[str, Any]]) -> Picture:
    said = {band["properties"]["from"]: _between(band["properties"]) for band in bands}
    colours = dict(zip(density.LIMITS, RAMP, strict=True))
    return Picture(
        name="Densité",
        unit="Incidents par km² et par 30 jours",
        steps=[Step(colours[lower], words) for lower, words in said.items()],
        note=f"Noyau gaussien, écart type de {density.BANDWIDTH} m ; mêmes couleurs à toutes les échelles.",
        features=[
            _feature(
                "MultiPolygon",
                band["geometry"]["coordinates"],
                colours[band["properties"]["from"]],
                f"{said[band['properties']['from']]} incidents par km² et par 30 jours",
            )
            for band in bands
        ],
    )


def _heat(cells: list[Hexagon], width: int) -> Picture:
    places = pairs_in_degrees(_centers(cells, width)).round(DECIMALS).tolist()
    return Picture(
        name="Chaleur",
        unit="Image sans unité",
        steps=[Step(colour, words) for colour, words in zip(RAMP[1:], HEAT_WORDS, strict=True) if words],
        note="La couleur la plus foncée est celle du lieu le plus chargé, quel que soit le zoom : l’image"
        " montre où regarder, les hexagones et la densité disent combien.",
        heat=[
            (latitude, longitude, cell.count)
            for (longitude, latitude), cell in zip(places, cells, strict=True)
        ],
    )


def _points(incidents: IncidentQuerySet) -> Picture:
    by_kind = defaultdict(list)
    for kind, place in incidents.placed().order_by("kind__rank").values_list("kind__name", "location"):
        by_kind[kind].append([round(place.x, DECIMALS), round(place.y, DECIMALS)])
    colours = {kind: KIND_COLOURS[rank % len(KIND_COLOURS)] for rank, kind in enumerate(by_kind)}
    return Picture(
        name="Points",
        unit="Un point par incident localisé",
        steps=[Step(colours[kind], f"{kind} ({french.number(len(at))})") for kind, at in by_kind.items()],
        features=[_feature("MultiPoint", at, colours[kind], kind) for kind, at in by_kind.items()],
    )


def _feature(shape: str, coordinates: list[Any], fill: str, says: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"fill": fill, "says": says},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def _between(limits: Class) -> str:
    lower, upper = limits["from"] or 0, limits["to"]
    if upper is None:
        return f"{french.number(lower)} et plus"
    return french.number(lower) if upper == lower else f"{french.number(lower)} à {french.number(upper)}"


def _incidents(number: int) -> str:
    return f"{french.number(number)} incident{'s' if number > 1 else ''}"
