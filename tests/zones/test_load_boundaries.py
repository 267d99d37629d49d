"""The real geography: how much there is, that it fits together, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from django.contrib.gis.gdal import DataSource
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.models import Count, F

from tests.places import PIERREFITTE
from zones.boundary_file import BoundariesRefused
from zones.lambert import area_km2
from zones.load_boundaries import BOUNDARIES, LoadReport, load_boundaries
from zones.models import Commune, Department, Sector

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]

BOW_TIE = MultiPolygon(Polygon(((2.3, 48.8), (2.4, 48.9), (2.4, 48.8), (2.3, 48.9), (2.3, 48.8))))
GRID = """
WITH area AS (SELECT ST_Transform(ST_Union(boundary), 2154) AS whole FROM zones_department),
grid AS (
    SELECT ST_Transform(ST_Centroid(cell.geom), 4326) AS point
    FROM area, ST_SquareGrid(200, whole) AS cell WHERE ST_Covers(whole, ST_Centroid(cell.geom))
)
SELECT count(*),
    count(*) FILTER (WHERE touched = 1),
    count(*) FILTER (WHERE touched = 1 AND within = 1),
    count(*) FILTER (WHERE touched > 1 AND within = 0)
FROM (
    SELECT
        (SELECT count(*) FROM {table} AS zone WHERE ST_Intersects(zone.boundary, point)) AS touched,
        (SELECT count(*) FROM {table} AS zone WHERE ST_Contains(zone.boundary, point)) AS within
    FROM grid
) AS assigned
"""

Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Edit], Path]:
    """A copy of the boundaries with something changed."""

    def write(edit: Edit) -> Path:
        collection = json.loads(BOUNDARIES.read_text(encoding="utf-8"))
        edit(collection)
        path = tmp_path / "edited.geojson"
        path.write_text(json.dumps(collection), encoding="utf-8")
        return path

    return write


def test_there_are_4_departments_142_communes_and_80_sectors() -> None:
    assert (Department.objects.count(), Commune.objects.count(), Sector.objects.count()) == (
        4,
        142,
        80,
    )
    per_department = Sector.objects.values_list("department__code").annotate(Count("id"))
    assert dict(per_department) == {"75": 16, "92": 25, "93": 22, "94": 17}


def test_loading_twice_changes_nothing() -> None:
    before = list(Commune.objects.order_by("id").values())
    assert load_boundaries() == LoadReport(departments=4, communes=142, sectors=80)
    assert list(Commune.objects.order_by("id").values()) == before


def test_pierrefitte_is_in_saint_denis() -> None:
    here = {"boundary__contains": Point(*PIERREFITTE, srid=4326)}
    assert Commune.objects.get(**here).insee_code == "93066"
    assert Sector.objects.get(**here).name == "Saint-Denis"


def test_la_defense_alone_has_no_boundary() -> None:
    assert Sector.objects.get(boundary=None).code == "92-DEFENSE"


@pytest.mark.parametrize(
    ("department", "expected"), [("75", 105.24), ("92", 175.57), ("93", 237.26), ("94", 244.61)]
)
def test_a_department_has_the_area_of_its_communes(department: str, expected: float) -> None:
    assert area_km2(Department.objects.get(code=department).boundary) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("table", ["zones_commune", "zones_sector"])
def test_every_200_m_grid_point_is_in_exactly_one_zone(table: str) -> None:
    """A point on a shared edge touches both neighbours and is within neither; there is none."""
    with connection.cursor() as cursor:
        cursor.execute(GRID.format(table=table))
        points, touching_one, within_one, on_an_edge = cursor.fetchone()
    assert points == pytest.approx(762.7 / 0.04, rel=0.01)
    assert touching_one == within_one
    assert within_one + on_an_edge == points
    assert on_an_edge == 0


@pytest.mark.parametrize("model", [Department, Sector, Commune])
def test_the_database_refuses_an_invalid_boundary(model: type[Department]) -> None:
    with pytest.raises(IntegrityError, match="boundary_valid"):
        model.objects.filter(pk=model.objects.filter(boundary__isnull=False)[0].pk).update(boundary=BOW_TIE)


def test_the_database_refuses_a_territory_without_boundary() -> None:
    with pytest.raises(IntegrityError, match="null_only_without_territory"):
        Sector.objects.filter(code="75-CENTRE").update(boundary=None)


def test_town_halls_stand_in_their_own_commune() -> None:
    known = Commune.objects.exclude(town_hall=None)
    assert known.count() == 133
    assert not known.exclude(boundary__covers=F("town_hall")).exists()


def test_postcodes_are_those_of_the_post() -> None:
    postcodes = dict(Commune.objects.values_list("insee_code", "postcodes"))
    assert postcodes["75116"] == ["75016", "75116"]
    assert postcodes["93066"] == ["93200", "93210", "93380"]
    assert all(postcodes.values())


@pytest.mark.parametrize(("driver", "name"), [("GPKG", "a.gpkg"), ("ESRI Shapefile", "a.shp")])
def test_other_formats_load_as_well(tmp_path: Path, driver: str, name: str) -> None:
    meta, _, geometry, columns = pyogrio.raw.read(BOUNDARIES, columns=["insee_code", "name"])
    pyogrio.raw.write(
        tmp_path / name,
        geometry,
        columns,
        meta["fields"],
        geometry_type="MultiPolygon",
        crs="EPSG:4326",
        driver=driver,
    )
    Commune.objects.update(name="?")
    load_boundaries(tmp_path / name)
    saint_denis = Commune.objects.get(insee_code="93066")
    assert (saint_denis.name, saint_denis.population) == ("Saint-Denis", 141_441)


def test_an_older_file_gets_its_merger(edited: Callable[[Edit], Path]) -> None:
    def split(collection: dict[str, Any]) -> None:
        """Stains, cut off as if it were still Pierrefitte, beside everything else."""
        stains = next(each for each in collection["features"] if each["properties"]["insee_code"] == "93072")
        copy = json.loads(json.dumps(stains))
        copy["properties"]["insee_code"] = "93059"
        collection["features"].append(copy)

    load_boundaries(edited(split))
    saint_denis = Commune.objects.get(insee_code="93066").boundary
    assert saint_denis.covers(Commune.objects.get(insee_code="93072").boundary)


def _drop(collection: dict[str, Any]) -> None:
    del collection["features"][0]


def _double(collection: dict[str, Any]) -> None:
    collection["features"].append(collection["features"][0])


def _rename(collection: dict[str, Any]) -> None:
    for feature in collection["features"]:
        feature["properties"]["zip"] = feature["properties"].pop("insee_code")


def _cross(collection: dict[str, Any]) -> None:
    collection["features"][0]["geometry"] = json.loads(BOW_TIE.geojson)


def _flatten(collection: dict[str, Any]) -> None:
    collection["features"][0]["geometry"] = {"type": "Point", "coordinates": [2.3, 48.8]}


def _invert(collection: dict[str, Any]) -> None:
    rings = collection["features"][0]["geometry"]["coordinates"][0]
    rings[0] = [point[::-1] for point in rings[0]]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_drop, "Il manque 1 commune(s) sur 142 : 75101"),
        (_double, "75101 figure deux fois"),
        (_rename, "Aucune propriété ne donne le code INSEE"),
        (_cross, "75101 est invalide"),
        (_flatten, "75101 n'a pas de surface"),
        (_invert, "75101 est hors de la zone couverte"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_a_wrong_file_is_refused_and_changes_nothing(
    edited: Callable[[Edit], Path], edit: Edit, words: str
) -> None:
    before = list(Commune.objects.order_by("id").values())
    with pytest.raises(BoundariesRefused) as caught:
        load_boundaries(edited(edit))
    assert words in str(caught.value)
    assert list(Commune.objects.order_by("id").values()) == before


def test_the_command_says_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("load_boundaries", tmp_path / "absent.geojson")


def test_the_fixture_has_one_multipolygon_a_commune_with_six_decimals() -> None:
    [layer] = [DataSource(str(BOUNDARIES))[0]]
    assert layer.num_feat == 142
    text = BOUNDARIES.read_text(encoding="utf-8")
    assert text.count('"MultiPolygon"') == 142
    codes = [each["properties"]["insee_code"] for each in json.loads(text)["features"]]
    assert codes == sorted(codes)
