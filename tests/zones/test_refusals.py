"""Every way to be refused at the door: a sentence each, never a crash, never everybody."""

import json
import math
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon

from tests.places import BASTILLE, MARSEILLE, VENDOME, VERSAILLES
from tests.zones.drawing import BOW_TIE, circle, polygon, ring, zone
from zones.perimeters import PerimeterRefused, compose, from_geojson

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]


def refusal(shapes: object) -> PerimeterRefused:
    with pytest.raises(PerimeterRefused) as caught:
        compose(shapes)
    assert caught.value.message.endswith(".")
    return caught.value


def comb(teeth: int, *, upright: bool) -> list[list[float]]:
    """A valid ring of long thin teeth, four points each."""
    step = 0.05 / teeth
    edge = [
        (rank * step + half * step / 2, height)
        for rank in range(teeth)
        for half, height in ((0, 0.001), (0, 0.05), (1, 0.05), (1, 0.001))
    ]
    points = [*edge, (0.05, 0.001), (0.05, 0.0), (0.0, 0.0), edge[0]]
    return [[2.3 + x, 48.84 + y] if upright else [2.3 + y, 48.84 + x] for x, y in points]


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
    "two combs across each other": (
        [polygon(comb(2_000, upright=True)), polygon(comb(2_000, upright=False))],
        "too_tangled",
    ),
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


def test_a_character_that_no_database_keeps_is_refused() -> None:
    shape = json.dumps(circle())
    for hostile in ('"a\\u0000b"', '"\\ud800"', '["\\u0000"]', '{"\\u0000": 1}'):
        refused = refusal(f'[{shape[:-1]}, "label": {hostile}}}]')
        assert refused.code == "unkeepable"


def test_written_out_in_escapes_a_smile_and_a_backslash_are_kept() -> None:
    shape = json.dumps(circle())
    assert compose(f'[{shape[:-1]}, "label": "\\ud83d\\ude00 \\\\u0000"}}]').area_km2 > 0
