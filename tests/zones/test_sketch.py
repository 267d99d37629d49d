import pytest
from django.contrib.gis.geos import MultiPolygon, Point

from tests.places import VENDOME
from zones.sketch import sketch

pytestmark = pytest.mark.django_db


def test_a_sketch_frames_the_perimeter_and_names_the_communes_it_touches() -> None:
    drawn = sketch(MultiPolygon(Point(*VENDOME, srid=4326).buffer(0.004), srid=4326))

    named = {commune["name"] for commune in drawn.communes if commune["concerned"]}
    assert {"Paris 1er", "Paris 2e"} <= named
    assert "Paris 20e" not in named
    x, _, width, height = (float(number) for number in drawn.view_box.split())
    assert 500 < width < 2000
    assert 500 < height < 2000
    assert x < float(drawn.perimeter.split()[1]) < x + width


def test_a_tiny_perimeter_still_has_surroundings() -> None:
    drawn = sketch(MultiPolygon(Point(*VENDOME, srid=4326).buffer(0.00001), srid=4326))

    assert drawn.communes
