"""Zones as the map receives them."""

import json

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point

from zones.models import Sector
from zones.outlines import KINDS, feature_collection, version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]


@pytest.mark.parametrize(
    ("kind", "count"), [("department", 4), ("sector", 79), ("commune", 142), ("town_hall", 133)]
)
def test_a_collection_holds_every_zone_with_its_label_inside(kind: str, count: int) -> None:
    features = json.loads(feature_collection(kind))["features"]
    assert len(features) == count
    for feature in features:
        outline = GEOSGeometry(json.dumps(feature["geometry"]))
        label = Point(feature["properties"]["label"], srid=4326)
        assert outline.distance(label) < 1e-6
        assert set(feature["properties"]) == {"kind", "code", "name", "department", "label"}


def test_an_unknown_kind_is_an_error() -> None:
    assert "planet" not in KINDS
    with pytest.raises(KeyError):
        feature_collection("planet")


def test_the_version_stays_until_a_row_changes_and_so_does_the_text() -> None:
    before, text = version(), feature_collection("sector")
    assert version() == before
    Sector.objects.filter(code="75-07").update(name="Invalides")
    assert version() != before
    assert "Invalides" in feature_collection("sector")
    assert "Invalides" not in text
