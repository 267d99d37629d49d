"""A GeoJSON file as a perimeter: all its polygons together."""

from typing import Any

from zones.perimeters.composing import Perimeter, compose
from zones.perimeters.documents import read_json
from zones.perimeters.drawn import empty, refuse_other_system, wrong_structure
from zones.perimeters.refusals import PerimeterRefused

MAX_DEPTH = 8
CONTAINERS = {"FeatureCollection": "features", "GeometryCollection": "geometries"}


def from_geojson(document: str | bytes | dict[str, Any]) -> Perimeter:
    """A Polygon, MultiPolygon, Feature or collection of these; raises PerimeterRefused.

    Anything in the file that is not a surface is refused, not skipped.
    """
    parsed = document if isinstance(document, dict) else read_json(document)
    geometries = _geometries(parsed, MAX_DEPTH)
    if not geometries:
        raise empty()
    return compose([{"type": "polygon", "sign": "include", "geometry": each} for each in geometries])


def _geometries(document: object, depth: int) -> list[object]:
    if depth == 0:
        raise PerimeterRefused(
            "too_deep", "Le document est trop imbriqué pour être un tracé : exportez-le à nouveau."
        )
    if not isinstance(document, dict):
        raise wrong_structure()
    refuse_other_system(document)
    if document.get("type") == "Feature":
        return _geometries(document.get("geometry"), depth - 1)
    members = CONTAINERS.get(str(document.get("type")))
    if members is None:
        return [document]
    listed = document.get(members)
    if not isinstance(listed, list):
        raise wrong_structure()
    return [found for each in listed for found in _geometries(each, depth - 1)]
