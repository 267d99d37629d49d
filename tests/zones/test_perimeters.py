"""The door: what becomes a perimeter, and every way to be refused."""

import json
import math
import random
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from geopy.distance import geodesic

from tests.places import BASTILLE, MARSEILLE, PIERREFITTE, SAINT_DENIS, VENDOME, VERSAILLES
from zones.perimeters import Perimeter, PerimeterRefused, compose, describe, from_geojson

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]


def ring(center: tuple[float, float], size: float = 0.01) -> list[list[float]]:
    lon, lat = center
    return [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]


def polygon(*rings: object, sign: str = "include", **members: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "polygon", "sign": sign, "geometry": geometry, **members}


def circle(center: object = VENDOME, radius: object = 300, sign: str = "include") -> dict[str, Any]:
    return {"type": "circle", "sign": sign, "center": center, "radius": radius}


def zone(kind: str, code: str, sign: str = "include", **members: Any) -> dict[str, Any]:
    return {"type": "zone", "sign": sign, "kind": kind, "code": code, **members}


def refusal(shapes: object) -> PerimeterRefused:
    with pytest.raises(PerimeterRefused) as caught:
        compose(shapes)
    assert caught.value.message.endswith(".")
    return caught.value


def inside(perimeter: Perimeter, place: tuple[float, float]) -> bool:
    return perimeter.geometry.covers(Point(*place, srid=4326))


def star(count: int) -> list[list[float]]:
    """A closed line of `count` edges, each of which crosses nearly all the others."""
    turns = [2 * math.pi * rank * (count // 2) / count for rank in range(count)]
    points = [[VENDOME[0] + math.cos(t) / 100, VENDOME[1] + math.sin(t) / 100] for t in turns]
    return [*points, points[0]]


def zigzag(count: int) -> list[list[float]]:
    """A valid ring of `count` points and a few more."""
    top = [[2.3 + rank * 1e-6, 48.86 + (rank % 2) * 1e-4] for rank in range(count)]
    return [*top, [top[-1][0], 48.80], [2.3, 48.80], top[0]]


WORLD = [[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]
FLAT = [[2.33, 48.86], [2.34, 48.86], [2.33, 48.860000000001], [2.33, 48.86]]
ENDLESS = '[{"type":"circle","sign":"include","center":[1e999,48]}]'
SWAPPED = VENDOME[::-1]
MANY_PARTS = {"type": "MultiPolygon", "coordinates": [[ring(VENDOME)]] * 201}
IN_LAMBERT = {
    "type": "Polygon",
    "coordinates": [ring(VENDOME)],
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
}
NESTED_TEXT = "[" * 100_000 + "]" * 100_000
BOW_TIE = [[2.32, 48.86], [2.34, 48.88], [2.34, 48.86], [2.32, 48.88], [2.32, 48.86]]
HOSTILE: dict[str, tuple[object, str]] = {
    "no shape": ([], "empty"),
    "nothing but an exclusion": ([circle(sign="exclude")], "nothing_included"),
    "text that is not JSON": ("perimeter", "not_json"),
    "bytes that are not text": (b"\xff\xfe\x00", "not_json"),
    "an object where a list is due": ({}, "wrong_structure"),
    "nothing at all": (None, "wrong_structure"),
    "a list of lists": ([[]], "wrong_structure"),
    "an unknown type": ([{"type": "spiral", "sign": "include"}], "unknown_type"),
    "no sign": ([{"type": "circle", "center": VENDOME, "radius": 300}], "unknown_sign"),
    "a line": (
        [{"type": "polygon", "sign": "include", "geometry": {"type": "LineString"}}],
        "unknown_type",
    ),
    "a polygon without ring": ([polygon()], "empty"),
    "a ring without point": ([polygon([])], "empty"),
    "an unclosed ring": ([polygon(ring(VENDOME)[:-1])], "unclosed_ring"),
    "a ring of three positions": ([polygon([*BOW_TIE[:2], BOW_TIE[0]])], "too_few_points"),
    "a self-crossing line": ([polygon(BOW_TIE)], "self_crossing"),
    "a star of 15,001 edges": ([polygon(star(15_001))], "self_crossing"),
    "a hole outside": ([polygon(ring(VENDOME), ring(BASTILLE))], "wrong_hole"),
    "NaN in text": (json.dumps([polygon([[math.nan, 48.8], *ring(VENDOME)])]), "not_finite"),
    "NaN in data": ([polygon([[math.nan, 48.8], *ring(VENDOME)])], "not_finite"),
    "a number beyond floats": (ENDLESS, "not_finite"),
    "an enormous integer": ([circle(center=[10**400, 48])], "out_of_range"),
    "words for numbers": ([circle(center=["2.3", "48.8"])], "not_a_number"),
    "booleans for numbers": ([circle(center=[True, False])], "not_a_number"),
    "a position of one number": ([circle(center=[2.3])], "wrong_structure"),
    "coordinates off the globe": ([circle(center=[2.3, 148.8])], "out_of_range"),
    "Lambert-93 metres": ([circle(center=[652_000, 6_862_000])], "wrong_crs"),
    "a swapped circle": ([circle(center=SWAPPED)], "swapped_axes"),
    "a swapped polygon": ([polygon([point[::-1] for point in ring(VENDOME)])], "swapped_axes"),
    "a swapped exclusion": ([circle(), circle(center=SWAPPED, sign="exclude")], "swapped_axes"),
    "Marseille": ([circle(center=MARSEILLE)], "elsewhere"),
    "Versailles": ([circle(center=VERSAILLES)], "elsewhere"),
    "the whole world": ([polygon(WORLD)], "too_far"),
    "100,000 vertices": ([polygon(zigzag(100_000))], "too_many_vertices"),
    "20,001 vertices in two shapes": ([polygon(zigzag(9_998))] * 2, "too_many_vertices"),
    "201 shapes": ([circle()] * 201, "too_many_parts"),
    "201 parts": ([{**polygon(), "geometry": MANY_PARTS}], "too_many_parts"),
    "5 MB": ("[" + " " * 5_000_000 + "]", "too_many_bytes"),
    "a nesting bomb": (NESTED_TEXT, "too_deep"),
    "no radius": ([circle(radius=None)], "bad_radius"),
    "a small radius": ([circle(radius=49)], "bad_radius"),
    "a large radius": ([circle(radius=2_001)], "bad_radius"),
    "a radius that is no number": ([circle(radius=math.nan)], "bad_radius"),
    "a large margin": ([zone("commune", "75101", margin=501)], "bad_margin"),
    "a negative margin": ([zone("commune", "75101", margin=-1)], "bad_margin"),
    "an unknown zone": ([zone("commune", "13055")], "unknown_zone"),
    "an unknown kind": ([zone("planet", "75101")], "unknown_zone"),
    "a code with a NUL": ([zone("commune", "75101\x00")], "unknown_zone"),
    "La Défense": ([zone("sector", "92-DEFENSE")], "zone_without_territory"),
    "four times the same point": ([polygon([[2.33, 48.86]] * 4)], "no_area"),
    "a sliver": ([polygon(FLAT)], "no_area"),
    "an exclusion of everything": ([circle(), circle(radius=301, sign="exclude")], "nothing_left"),
    "another declared system": ([{**polygon(), "geometry": IN_LAMBERT}], "wrong_crs"),
}


@pytest.mark.parametrize(("shapes", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_shape_gets_a_sentence_and_never_a_perimeter(shapes: object, code: str) -> None:
    assert refusal(shapes).code == code


def test_every_refusal_has_its_own_sentence() -> None:
    sentences: dict[str, set[str]] = {}
    for shapes, code in HOSTILE.values():
        sentences.setdefault(refusal(shapes).message, set()).add(code)
    assert all(len(codes) == 1 for codes in sentences.values())


def test_a_self_crossing_line_comes_with_a_valid_proposal() -> None:
    repaired = refusal([circle(), polygon(BOW_TIE)]).repaired
    assert isinstance(repaired, MultiPolygon)
    assert repaired.valid
    assert len(repaired) == 2


def test_a_refusal_names_the_guilty_shape() -> None:
    assert refusal([circle(), polygon(BOW_TIE)]).shape == 1


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
    perimeter = compose(
        [zone("commune", "93066"), circle(SAINT_DENIS), circle(SAINT_DENIS, 100, "exclude")]
    )
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


def test_a_file_with_something_else_than_surfaces_is_refused() -> None:
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": VENDOME}}
    with pytest.raises(PerimeterRefused) as caught:
        from_geojson({"type": "FeatureCollection", "features": [point]})
    assert caught.value.code == "unknown_type"


def test_collections_in_collections_are_refused() -> None:
    document: dict[str, Any] = {"type": "GeometryCollection", "geometries": []}
    for _ in range(50):
        document = {"type": "GeometryCollection", "geometries": [document]}
    with pytest.raises(PerimeterRefused) as caught:
        from_geojson(document)
    assert caught.value.code == "too_deep"


def test_two_hundred_random_perimeters_are_valid_and_hold_what_they_should() -> None:
    chance = random.Random(20_251_123)  # noqa: S311
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
        "Cercle de 300 m, Paris Centre et 50 m autour, Marché de Noël, "
        "moins Paris 4e arrondissement"
    )


def test_a_long_description_counts_the_rest() -> None:
    picked = [zone("commune", f"751{rank:02}") for rank in range(1, 8)]
    assert describe(picked).endswith("Paris 4e arrondissement et 3 autres")


def test_a_composed_circle_survives_a_round_trip_through_the_database_text() -> None:
    geometry = compose([circle()]).geometry
    assert GEOSGeometry(geometry.hexewkb).equals_exact(geometry)
