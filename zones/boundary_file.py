"""Reads communes from any file GDAL opens, and refuses what could misplace somebody.

Understands fixtures/boundaries.geojson and IGN's ADMIN EXPRESS (all of France, several layers):
features outside the wanted codes are passed over, Pierrefitte is merged into Saint-Denis.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.gdal import DataSource, GDALException, SpatialReference
from django.contrib.gis.gdal.feature import Feature
from django.contrib.gis.gdal.layer import Layer
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from tqdm import tqdm

from zones.constants import WGS84
from zones.polygons import as_multipolygon

CODE_PROPERTIES = ("insee_code", "code_insee", "insee_com", "insee_arm", "codgeo", "code", "insee")
NAME_PROPERTIES = ("name", "nom_officiel", "nom", "nom_com", "libelle")
SURROUNDINGS_DEGREES = 0.1
ABSORBED = {"93059": "93066"}
"""Communes that are now part of another, for files older than the merger."""


class BoundariesRefused(Exception):
    """The file cannot be loaded; nothing was changed. The message is for people, in French."""


@dataclass(kw_only=True)
class Outline:
    """A commune as a file tells it. What the file does not say is missing from `facts`."""

    boundary: MultiPolygon
    facts: dict[str, Any] = field(default_factory=dict)
    layer: str = ""


def read_outlines(path: Path, wanted: Iterable[str], layers: Iterable[str]) -> dict[str, Outline]:
    """Outlines by INSEE code (EPSG:4326), exactly one for each code wanted."""
    expected = set(wanted)
    found: dict[str, Outline] = {}
    for code, outline in _each(path, expected | set(ABSORBED), set(layers)):
        if code in found:
            raise BoundariesRefused(
                f"Le code {code} figure deux fois (couches « {found[code].layer} » et "
                f"« {outline.layer} ») : choisissez la couche avec --layer."
            )
        found[code] = outline
    for old, new in ABSORBED.items():
        _absorb(found, old, new)
    if missing := sorted(expected - set(found)):
        raise BoundariesRefused(
            f"Il manque {len(missing)} commune(s) sur {len(expected)} : {', '.join(missing[:8])}."
        )
    return found


def _absorb(found: dict[str, Outline], old: str, new: str) -> None:
    if old not in found or new not in found:
        return
    merged = found[new].boundary.union(found.pop(old).boundary)
    found[new].boundary = as_multipolygon(merged)
    found[new].facts.pop("population", None)


def _each(path: Path, codes: set[str], layers: set[str]) -> Iterator[tuple[str, Outline]]:
    try:
        source = DataSource(str(path))
    except GDALException as error:
        raise BoundariesRefused(f"Le fichier {path} ne peut pas être lu : {error}") from error
    every = [source[rank] for rank in range(source.layer_count)]
    named = [layer for layer in every if not layers or layer.name in layers]
    readable = [(layer, _property(layer, CODE_PROPERTIES)) for layer in named]
    if not any(code_property for _, code_property in readable):
        raise BoundariesRefused(
            "Aucune propriété ne donne le code INSEE des communes. "
            f"Noms reconnus : {', '.join(CODE_PROPERTIES)}."
        )
    for layer, code_property in readable:
        if code_property:
            yield from _layer(layer, code_property, codes)


def _layer(layer: Layer, code_property: str, codes: set[str]) -> Iterator[tuple[str, Outline]]:
    for feature in tqdm(layer, desc=f"Lecture de {layer.name}", unit="commune", disable=None):
        code = str(feature.get(code_property))
        if code in codes:
            facts = _facts(feature, layer)
            yield code, Outline(boundary=_boundary(feature, code), facts=facts, layer=layer.name)


def _property(layer: Layer, names: tuple[str, ...]) -> str:
    """The layer's own spelling of the first of `names` it has, or nothing."""
    spelled = {name.lower(): name for name in layer.fields}
    return next((spelled[name] for name in names if name in spelled), "")


def _facts(feature: Feature, layer: Layer) -> dict[str, Any]:
    wanted = {
        "name": NAME_PROPERTIES,
        "population": ("population",),
        "postcodes": ("postcodes",),
        "town_hall_lon": ("town_hall_lon",),
        "town_hall_lat": ("town_hall_lat",),
        "source": ("source",),
        "vintage": ("vintage",),
    }
    spelled = {fact: _property(layer, names) for fact, names in wanted.items()}
    return {fact: feature.get(name) for fact, name in spelled.items() if name}


def _boundary(feature: Feature, code: str) -> MultiPolygon:
    """The outline in EPSG:4326; a file that declares no reference is read as EPSG:4326."""
    outline = feature.geom
    if outline.srs is not None:
        outline.transform(SpatialReference(WGS84))
    geometry = GEOSGeometry(outline.wkb, srid=WGS84)
    if not isinstance(geometry, Polygon | MultiPolygon) or geometry.empty:
        raise BoundariesRefused(f"La commune {code} n'a pas de surface.")
    if not geometry.valid:
        raise BoundariesRefused(f"Le contour de {code} est invalide : {geometry.valid_reason}.")
    if not _surroundings().covers(geometry.envelope):
        raise BoundariesRefused(
            f"La commune {code} est hors de la zone couverte : emprise {geometry.extent}. "
            "Vérifiez le système de coordonnées du fichier et l'ordre longitude, latitude."
        )
    return as_multipolygon(geometry)


def _surroundings() -> Polygon:
    """Where a commune may be: the covered extent and some ten kilometres around it."""
    west, south, east, north = settings.COVERED_EXTENT
    around = SURROUNDINGS_DEGREES
    return Polygon.from_bbox((west - around, south - around, east + around, north + around))
