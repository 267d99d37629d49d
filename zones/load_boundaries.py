"""Load communes from a file, sectors from their table; departments and sectors are unions, never drawn."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.gdal import DataSource, GDALException
from django.contrib.gis.gdal.feature import Feature
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.db import connection, transaction
from django.db.models import QuerySet

from zones.constants import COVERED_DEPARTMENTS, WGS84
from zones.models import Commune, Department, Sector
from zones.versions import touch

FIXTURES = settings.BASE_DIR / "fixtures"
BOUNDARIES = FIXTURES / "boundaries.geojson"
SECTORS = FIXTURES / "sectors.csv"
CODE_FIELDS = ("insee_code", "INSEE_COM", "INSEE_ARM", "code_insee", "insee", "code")
WHOLE_PARIS = "75056"
DEPARTMENT_NAMES = {
    "75": "Paris",
    "92": "Hauts-de-Seine",
    "93": "Seine-Saint-Denis",
    "94": "Val-de-Marne",
}


class BoundariesRefused(Exception):
    """The file does not give valid boundaries for the communes covered; nothing was changed."""


@dataclass(frozen=True)
class Report:
    communes: int
    sectors: int
    departments: int


def load_boundaries(path: Path = BOUNDARIES) -> Report:
    """Read `path` (GeoJSON, GeoPackage or Shapefile with an INSEE code), in one transaction.

    The first load must bring all communes of sectors.csv; a later, finer file may bring some of
    them, and replaces their boundaries only. Run twice, it changes nothing.
    """
    features = _read(path)
    with transaction.atomic():
        if not Commune.objects.exists():
            _first_load(features)
        else:
            _replace(features)
        rebuild(Sector.objects.filter(has_territory=True))
        rebuild(Department.objects.all())
        touch()
    return Report(Commune.objects.count(), Sector.objects.count(), Department.objects.count())


def rebuild(zones: QuerySet) -> None:
    """Make each zone's boundary the union of its communes again."""
    for zone in zones:
        shape = _union(Commune.objects.filter(**{zone._meta.model_name: zone}))
        type(zone).objects.filter(pk=zone.pk).update(boundary=shape)


def rebuild_after_move(*sectors: Sector) -> None:
    """After a commune changed sector: both unions again; a sector left empty loses its boundary."""
    for sector in sectors:
        shape = _union(sector.communes.all())
        Sector.objects.filter(pk=sector.pk).update(boundary=shape, has_territory=shape is not None)
    touch()


def _union(communes: QuerySet[Commune]) -> MultiPolygon | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_AsEWKB(ST_Multi(ST_UnaryUnion(ST_Collect(boundary)))) "
            "FROM zones_commune WHERE id = ANY(%s)",
            [list(communes.values_list("pk", flat=True))],
        )
        (shape,) = cursor.fetchone()
    return GEOSGeometry(shape) if shape is not None else None


def _read(path: Path) -> dict[str, MultiPolygon]:
    """Boundaries (EPSG:4326) by INSEE code; Paris as one commune is passed over for its parts."""
    try:
        layer = DataSource(str(path))[0]
    except GDALException as error:
        raise BoundariesRefused(f"{path} ne peut pas être lu : {error}") from error
    field = next((name for name in CODE_FIELDS if name in layer.fields), None)
    if field is None:
        raise BoundariesRefused(f"Aucun champ de code INSEE parmi {', '.join(CODE_FIELDS)}.")
    features = ((str(feature.get(field)), feature) for feature in layer)
    found = {
        code: _shape(feature, code)
        for code, feature in features
        if code[:2] in COVERED_DEPARTMENTS and code != WHOLE_PARIS
    }
    if not found:
        raise BoundariesRefused("Aucune commune des quatre départements dans ce fichier.")
    return found


def _shape(feature: Feature, code: str) -> MultiPolygon:
    geometry = feature.geom
    if geometry.srs is not None and geometry.srid != WGS84:
        geometry.transform(WGS84)
    shape = geometry.geos
    shape.srid = WGS84
    if isinstance(shape, Polygon):
        shape = MultiPolygon(shape, srid=WGS84)
    if not isinstance(shape, MultiPolygon) or shape.empty or not shape.valid:
        raise BoundariesRefused(f"La limite de {code} n’est pas un polygone valide.")
    return shape


def _first_load(shapes: dict[str, MultiPolygon]) -> None:
    """Names, populations and town halls come from our fixture, whatever file brings the shapes."""
    facts = json.loads(BOUNDARIES.read_text(encoding="utf-8"))
    known = {item["properties"]["insee_code"]: item["properties"] for item in facts["features"]}
    if missing := sorted(known.keys() - shapes.keys()):
        raise BoundariesRefused(f"Communes manquantes : {', '.join(missing)}.")
    # Unions follow at once (rebuild); the columns only need something valid until then.
    anywhere = next(iter(shapes.values()))
    departments = {
        code: Department.objects.create(code=code, name=name, boundary=anywhere)
        for code, name in DEPARTMENT_NAMES.items()
    }
    for row in csv.DictReader(SECTORS.read_text(encoding="utf-8").splitlines()):
        codes = [code for code in row["communes_insee"].split(";") if code]
        sector = Sector.objects.create(
            code=row["code"],
            name=row["name"],
            department=departments[row["department"]],
            has_territory=bool(codes),
            boundary=anywhere if codes else None,
            confidence=row["confidence"],
            source=row["source"],
        )
        for code in codes:
            _create_commune(shapes[code], sector, known[code], facts)


def _create_commune(
    shape: MultiPolygon, sector: Sector, known: dict[str, Any], facts: dict[str, str]
) -> None:
    town_hall = known["town_hall"]
    Commune.objects.create(
        insee_code=known["insee_code"],
        name=known["name"],
        department=sector.department,
        sector=sector,
        boundary=shape,
        population=known["population"],
        postcodes=known["postcodes"],
        town_hall=Point(*town_hall, srid=WGS84) if town_hall else None,
        source=facts["source"],
        vintage=facts["vintage"],
    )


def _replace(shapes: dict[str, MultiPolygon]) -> None:
    for code, shape in shapes.items():
        if not Commune.objects.filter(insee_code=code).update(boundary=shape):
            raise BoundariesRefused(f"La commune {code} n’est pas dans la table des secteurs.")
