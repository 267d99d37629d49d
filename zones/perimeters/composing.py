"""Union of what is included, minus what is excluded: one valid surface, or a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.geos import MultiPolygon

from zones import french
from zones.geography import Geography, geography
from zones.lambert import area_km2
from zones.perimeters.documents import read_json
from zones.perimeters.drawn import Allowance, empty, wrong_structure
from zones.perimeters.refusals import PerimeterRefused
from zones.perimeters.shapes import Shape, read_shape
from zones.perimeters.surroundings import elsewhere
from zones.perimeters.tangles import refuse_tangles
from zones.polygons import as_multipolygon, union

SMALLEST_KM2 = 1e-6
BEYOND = "Le périmètre dépasse les quatre départements couverts (75, 92, 93, 94) : personne n'y est abonné."
EVERYWHERE = "Le périmètre couvre la totalité des quatre départements."
USELESS_EXCLUSION = "Ce qui est exclu n'enlève rien au périmètre."


@dataclass(frozen=True, kw_only=True)
class Perimeter:
    """What was drawn, as one thing: EPSG:4326, valid, never empty; `notes` are for the officer."""

    geometry: MultiPolygon
    area_km2: float
    notes: tuple[str, ...] = ()


def compose(shapes: object) -> Perimeter:
    """The perimeter of a list of shapes (parsed JSON, or its text).

    Raises PerimeterRefused with the rank of the guilty shape when there is one.
    """
    known = geography()
    read = read_shapes(shapes, known)
    included = [shape.surface() for shape in read if shape.included]
    excluded = [shape.surface() for shape in read if not shape.included]
    if not included:
        raise PerimeterRefused("nothing_included", "Rien n'est inclus : gardez au moins une forme à inclure.")
    refuse_tangles(included + excluded)
    return _perimeter(union(included), excluded, known)


def read_shapes(shapes: object, known: Geography) -> list[Shape]:
    """The shapes, each one checked on its own."""
    listed = read_json(shapes) if isinstance(shapes, str | bytes) else shapes
    if not isinstance(listed, list):
        raise wrong_structure()
    if not listed:
        raise empty()
    if len(listed) > settings.PERIMETER_MAX_PARTS:
        raise PerimeterRefused(
            "too_many_parts",
            f"Trop de formes : {french.number(settings.PERIMETER_MAX_PARTS)} au plus.",
        )
    allowance, read = Allowance.full(), []
    for rank, shape in enumerate(listed):
        try:
            read.append(read_shape(shape, allowance, known))
        except PerimeterRefused as refusal:
            refusal.shape = rank
            raise
    return read


def _perimeter(whole: MultiPolygon, excluded: Sequence[MultiPolygon], known: Geography) -> Perimeter:
    kept = as_multipolygon(whole.difference(union(excluded))) if excluded else whole
    if kept.empty or (area := area_km2(kept)) < SMALLEST_KM2:
        raise _nothing_left() if excluded else _no_area()
    if not kept.intersects(known.covered):
        raise elsewhere()
    notes = []
    if not known.covered.covers(kept):
        notes.append(BEYOND)
    if kept.covers(known.covered):
        notes.append(EVERYWHERE)
    if excluded and kept.equals(whole):
        notes.append(USELESS_EXCLUSION)
    return Perimeter(geometry=kept, area_km2=area, notes=tuple(notes))


def _nothing_left() -> PerimeterRefused:
    return PerimeterRefused("nothing_left", "Les exclusions ne laissent rien du périmètre : retirez-en une.")


def _no_area() -> PerimeterRefused:
    return PerimeterRefused("no_area", "Le tracé n'a pas de surface : écartez ses points les uns des autres.")
