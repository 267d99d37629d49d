"""From text to data, before anything is believed about it."""

import json
import re
from typing import Any, NoReturn

from django.conf import settings

from zones import french
from zones.perimeters.refusals import PerimeterRefused

# What no text of PostgreSQL can hold, NUL and halves of characters: as such, and as JSON may write them.
UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_SUSPECT = re.compile(r"\\u(0000|d[89a-f])|[\0\ud800-\udfff]", re.IGNORECASE)


def read_json(document: str | bytes) -> Any:
    """Parsed JSON; refuses too many bytes before parsing, then NaN, bombs and what is not JSON.

    Then what the database could not keep: whatever leaves here may be stored as it is.
    """
    if len(document) > settings.PERIMETER_MAX_BYTES:
        raise PerimeterRefused(
            "too_many_bytes",
            f"Le fichier est trop lourd : {french.number(settings.PERIMETER_MAX_BYTES)} octets au "
            "plus. Simplifiez le tracé ou découpez le fichier.",
        )
    try:
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
        parsed = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise PerimeterRefused(
            "too_deep", "Le document est trop imbriqué pour être un tracé : exportez-le à nouveau."
        ) from error
    except ValueError as error:
        raise PerimeterRefused(
            "not_json", "Le document n'est pas du GeoJSON lisible : vérifiez le fichier."
        ) from error
    if _SUSPECT.search(text):
        _refuse_unkeepable(parsed)
    return parsed


def _refuse_unkeepable(parsed: Any) -> None:
    waiting = [parsed]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str) and UNKEEPABLE.search(each):
            raise PerimeterRefused(
                "unkeepable", "Un texte du tracé contient un caractère invisible : retapez-le."
            )


def _refuse_constant(name: str) -> NoReturn:
    raise not_finite()


def not_finite() -> PerimeterRefused:
    return PerimeterRefused(
        "not_finite",
        "Une coordonnée n'est pas un nombre fini (NaN ou infini) : tracez la forme à nouveau.",
    )
