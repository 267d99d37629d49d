"""The door: what becomes a perimeter."""

import json
import math
import random
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from geopy.distance import geodesic

from tests.places import BASTILLE, PIERREFITTE, SAINT_DENIS, VENDOME
from tests.zones.drawing import circle, polygon, ring, zone
from zones.perimeters import Perimeter, PerimeterRefused, compose, describe, from_geojson

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]


def inside(perimeter: Perimeter, place: tuple[float, float]) -> bool:
    return perimeter.geometry.covers(Point(*place, srid=4326))


def test_a_circle_is_within_three_ten_thousandths_of_its_radius() -> None:
    outline = compose([circle(radius=2_000)]).geometry[0][0]
    distances = [geodesic(VENDOME[::-1], (lat, lon)).m for lon, lat in outline.coords]
    assert len(distances) == 257
    assert max(abs(distance - 2_000) for distance in distances) < 0.6


def test_the_area_of_a_circle_is_that_of_its_radius() -> None:
    assert compose([circle(radius=500)]).area_km2 == pytest.approx(math.pi * 0.25, rel=1e-3)


def test_a_point_on_the_edge_is_inside() -> None:
    assert inside(compose([polygon(ring(VENDOME))]), VENDOME)


def test_an_exclusion_is_taken_away_from_every_inclusion() -> None:
    perimeter = compose([zone("commune", "93066"), circle(SAINT_DENIS), circle(SAINT_DENIS, 100, "exclude")])
    assert not inside(perimeter, SAINT_DENIS)
    assert inside(perimeter, PIERREFITTE)


def test_a_drawn_polygon_keeps_its_coordinates_exactly() -> None:
    drawn = ring(VENDOME)
    assert compose([polygon(drawn)]).geometry[0][0].coords == tuple(map(tuple, drawn))


def test_altitudes_are_dropped() -> None:
    flat = compose([polygon([[*point, 35.0] for point in ring(VENDOME)])]).geometry
    assert not flat.hasz
    assert flat.equals(compose([polygon(ring(VENDOME))]).geometry)


def test_a_margin_widens_a_zone_by_metres() -> None:
    plain, wide = (
        compose([zone("sector", "75-CENTRE")]),
        compose([zone("sector", "75-CENTRE", margin=100)]),
    )
    perimeter_km = 10.6
    assert wide.geometry.covers(plain.geometry)
    assert wide.area_km2 - plain.area_km2 == pytest.approx(0.1 * perimeter_km, rel=0.2)


def test_what_reaches_beyond_is_said() -> None:
    assert compose([circle()]).notes == ()
    [note] = compose([zone("department", "92", margin=10)]).notes
    assert "dépasse les quatre départements" in note


def test_everybody_is_said() -> None:
    everything = [zone("department", code) for code in ("75", "92", "93", "94")]
    assert "totalité" in compose(everything).notes[0]


def test_an_exclusion_that_removes_nothing_is_said() -> None:
    assert "n'enlève rien" in compose([circle(), circle(BASTILLE, 300, "exclude")]).notes[0]


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Polygon", "coordinates": [ring(VENDOME)]},
        {"type": "MultiPolygon", "coordinates": [[ring(VENDOME)], [ring(VENDOME)]]},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring(VENDOME)]}},
        {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
            "features": [
                {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring(VENDOME)]}}
            ],
        },
        {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "coordinates": [ring(VENDOME)]}],
        },
    ],
    ids=lambda document: document["type"],
)
def test_every_kind_of_geojson_file_is_read(document: dict[str, Any]) -> None:
    expected = compose([polygon(ring(VENDOME))]).geometry
    for form in (document, json.dumps(document), json.dumps(document).encode("utf-8-sig")):
        assert from_geojson(form).geometry.equals(expected)


def test_two_hundred_random_perimeters_are_valid_and_hold_what_they_should() -> None:
    chance = random.Random(20_251_123)
    for _ in range(200):
        shapes = [_random_shape(chance, "include") for _ in range(chance.randint(1, 4))]
        holes = [_random_shape(chance, "exclude") for _ in range(chance.randint(0, 2))]
        try:
            kept = compose(shapes + holes).geometry
        except PerimeterRefused as refused:
            assert refused.code == "nothing_left"  # noqa: PT017
            continue
        assert kept.valid
        assert not kept.empty
        for _ in range(20):
            spot = (chance.uniform(2.25, 2.45), chance.uniform(48.8, 48.92))
            wanted = any(_holds(each, spot) for each in shapes)
            removed = any(_holds(each, spot) for each in holes)
            assert kept.covers(Point(*spot, srid=4326)) == (wanted and not removed)


def _random_shape(chance: random.Random, sign: str) -> dict[str, Any]:
    """A star-shaped polygon, half the time with a hole, around somewhere in Paris."""
    lon, lat = chance.uniform(2.28, 2.42), chance.uniform(48.82, 48.90)
    turns = [2 * math.pi * rank / 12 for rank in range(12)]
    outer, inner = chance.uniform(0.01, 0.04), chance.uniform(0.001, 0.005)
    shell = [
        [lon + outer * reach * math.cos(turn), lat + outer * reach * math.sin(turn)]
        for turn in turns
        for reach in (chance.uniform(0.6, 1),)
    ]
    hole = [[lon + inner * math.cos(turn), lat + inner * math.sin(turn)] for turn in turns]
    rings = [[*shell, shell[0]]] + ([[*hole, hole[0]]] if chance.random() < 0.5 else [])
    return polygon(*rings, sign=sign)


def _holds(shape: dict[str, Any], spot: tuple[float, float]) -> bool:
    """Ray casting, written here so that it shares nothing with what it checks."""
    crossings = 0
    for each in shape["geometry"]["coordinates"]:
        for (x1, y1), (x2, y2) in pairwise(each):
            if (y1 > spot[1]) != (y2 > spot[1]):
                crossings += spot[0] < x1 + (spot[1] - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


def test_a_perimeter_is_described_in_one_line() -> None:
    shapes = [
        circle(),
        zone("sector", "75-CENTRE", margin=50),
        polygon(ring(VENDOME), label="Marché\nde Noël"),
        zone("commune", "75104", sign="exclude"),
    ]
    assert describe(shapes) == (
        "Cercle de 300 m, Paris Centre et 50 m autour, Marché de Noël, moins Paris 4e arrondissement"
    )


def test_a_long_description_counts_the_rest() -> None:
    picked = [zone("commune", f"751{rank:02}") for rank in range(1, 8)]
    assert describe(picked).endswith("Paris 4e arrondissement et 3 autres")
