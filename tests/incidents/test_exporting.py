"""Exports hold all that was asked for, and no more than may be known."""

import csv
import io
import json
from datetime import timedelta

import pytest

from incidents.exporting import BYTE_ORDER_MARK, csv_lines, geojson_parts, spoken
from incidents.sight import Sight
from tests.incidents.happening import EXACTLY, MONTH, NOON, ROUNDED, incident, kind
from tests.places import MONTREUIL, VENDOME

pytestmark = pytest.mark.django_db


def table(sight: Sight) -> list[dict[str, str]]:
    text = "".join(csv_lines(asked=MONTH, sight=sight)).removeprefix(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def layer(sight: Sight) -> dict:
    return json.loads("".join(geojson_parts(asked=MONTH, sight=sight)))


def test_the_table_begins_as_a_french_spreadsheet_wants_it() -> None:
    text = "".join(csv_lines(asked=MONTH, sight=EXACTLY))

    assert text.encode()[:3] == b"\xef\xbb\xbf"
    assert text.endswith("Latitude;X Lambert-93;Y Lambert-93\r\n")


def test_the_table_has_a_line_for_each_incident_with_or_without_a_place() -> None:
    incident(times=3)
    incident(at=None, lasting=timedelta(hours=10))
    incident(began=NOON - timedelta(days=90))

    rows = table(EXACTLY)

    assert len(rows) == 4
    assert [row["Latitude"] for row in rows] == ["48,867500"] * 3 + [""]
    assert rows[0]["Au plus tôt"] == rows[0]["Au plus tard"] == "2026-11-18 12:00"
    assert rows[3]["Au plus tard"] == "2026-11-18 22:00"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(start: str) -> None:
    incident(of=kind("rusé", f'{start}HYPERLINK("x";"y")'))

    assert table(EXACTLY)[0]["Type"] == f'\'{start}HYPERLINK("x";"y")'
    assert spoken("Vol à l’étalage") == "Vol à l’étalage"


def test_without_the_permission_the_table_knows_hexagons_and_multiples_of_five_only() -> None:
    incident(at=VENDOME, times=13)
    incident(at=MONTREUIL, times=2)

    rows = table(ROUNDED)

    assert [row["Incidents (arrondis à 5)"] for row in rows] == ["15"]
    assert "48,867500" not in str(rows)
    assert not {"Type", "Au plus tôt"} & rows[0].keys()


@pytest.mark.parametrize("fuller", [VENDOME, MONTREUIL])
def test_the_order_of_hexagons_says_nothing_of_the_exact_numbers(fuller: tuple[float, float]) -> None:
    """In the grid's order, Vendôme comes before Montreuil."""
    for place in (VENDOME, MONTREUIL):
        incident(at=place, times=12 if place == fuller else 8)

    assert [row["Longitude"][:4] for row in table(ROUNDED)] == ["2,32", "2,44"]
    assert [round(cell["geometry"]["coordinates"][0][0][0], 1) for cell in layer(ROUNDED)["features"]] == [
        2.3,
        2.4,
    ]


def test_the_layer_holds_points_and_what_has_none() -> None:
    incident(times=2)
    incident(at=None)

    found = layer(EXACTLY)

    assert found["type"] == "FeatureCollection"
    assert found["filter"] == "tous les incidents, 30 derniers jours"
    assert [feature["geometry"] and feature["geometry"]["coordinates"] for feature in found["features"]] == [
        list(VENDOME),
        list(VENDOME),
        None,
    ]
    assert found["features"][0]["properties"] == {
        "kind": "vol-etalage",
        "began_at": "2026-11-18T12:00+01:00",
        "ended_at": "2026-11-18T12:00+01:00",
    }


def test_without_the_permission_the_layer_holds_hexagons() -> None:
    incident(times=8)

    (feature,) = layer(ROUNDED)["features"]

    assert feature["geometry"]["type"] == "Polygon"
    assert feature["properties"] == {"count": 10}


@pytest.mark.parametrize("sight", [EXACTLY, ROUNDED])
def test_nothing_found_is_still_a_layer_and_a_table(sight: Sight) -> None:
    assert layer(sight)["features"] == []
    assert table(sight) == []
