"""A perimeter in words: "Cercle de 300 m, Paris Centre, moins Paris 1er"."""

from collections.abc import Sequence
from typing import Any

from zones.models import Commune, Department, Sector
from zones.perimeters.refusals import PerimeterRefused
from zones.perimeters.shapes import zone_of

NAMED_AT_MOST = 6


def describe(shapes: Sequence[dict[str, Any]]) -> str:
    """One French line; shapes beyond the sixth are counted."""
    included = [_name(shape) for shape in shapes if shape.get("sign", "include") == "include"]
    excluded = [_name(shape) for shape in shapes if shape.get("sign") == "exclude"]
    text = _join(included)
    text = text[:1].upper() + text[1:]
    return f"{text}, moins {_join(excluded)}" if excluded else text


def _join(names: list[str]) -> str:
    if len(names) <= NAMED_AT_MOST:
        return ", ".join(names)
    rest = len(names) - NAMED_AT_MOST
    return f"{', '.join(names[:NAMED_AT_MOST])} et {rest} autre{'s' if rest > 1 else ''}"


def _name(shape: dict[str, Any]) -> str:
    label = str(shape.get("label") or "").strip()[:80]
    if shape.get("type") == "circle":
        around = f", {label}" if label else ""
        return f"cercle de {shape.get('radius', 0):.0f} m{around}"
    if shape.get("type") == "zone":
        return _zone_name(shape)
    return label or "polygone"


def _zone_name(shape: dict[str, Any]) -> str:
    try:
        zone: Sector | Commune | Department = zone_of(shape)
    except PerimeterRefused:
        return "zone retirée depuis"
    margin = shape.get("margin") or 0
    kind = "secteur " if isinstance(zone, Sector) else ""
    return f"{kind}{zone.name}" + (f" et {margin:.0f} m autour" if margin else "")
