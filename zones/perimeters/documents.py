"""From text to data, before anything is believed about it."""

import json
from typing import Any, NoReturn

from django.conf import settings

from zones.perimeters.refusals import PerimeterRefused, thousands


def read_json(document: str | bytes) -> Any:
    """Parsed JSON; refuses too many bytes before parsing, then NaN, bombs and what is not JSON."""
    if len(document) > settings.PERIMETER_MAX_BYTES:
        raise PerimeterRefused(
            "too_many_bytes",
            f"Le fichier est trop lourd : {thousands(settings.PERIMETER_MAX_BYTES)} octets au "
            "plus. Simplifiez le tracé ou découpez le fichier.",
        )
    try:
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise PerimeterRefused(
            "too_deep", "Le document est trop imbriqué pour être un tracé : exportez-le à nouveau."
        ) from error
    except ValueError as error:
        raise PerimeterRefused(
            "not_json", "Le document n'est pas du GeoJSON lisible : vérifiez le fichier."
        ) from error


def _refuse_constant(name: str) -> NoReturn:
    raise not_finite()


def not_finite() -> PerimeterRefused:
    return PerimeterRefused(
        "not_finite",
        "Une coordonnée n'est pas un nombre fini (NaN ou infini) : tracez la forme à nouveau.",
    )
