"""The file itself: folium's map, our page around it, and a policy that lets nothing else run or load."""

import json
from datetime import datetime
from typing import Any

from branca.element import Figure
from django.template.loader import render_to_string

from incidents.filters import IncidentFilter
from incidents.report import drawing
from incidents.report.assets import hashes, inlined
from incidents.report.content import content
from incidents.report.layers import Bounds, draw
from incidents.report.picture import Picture
from incidents.sight import Sight
from incidents.wording import ARRONDISSEMENT
from zones.outlines import feature_collection

OWN_STYLE, OWN_SCRIPT = "incidents/report.css", "incidents/report.js"


def write(*, asked: IncidentFilter, sight: Sight, now: datetime) -> str:
    """The report as one HTML text, of what `sight` shows of `asked`; no name of whoever asked."""
    found = sight.incidents.matching(asked)
    pictures = drawing.pictures(found, days=asked.days, exact=sight.exact)
    context = {"content": content(asked=asked, sight=sight, now=now), "pictures": pictures}
    return render_to_string("incidents/report.html", context | _rendered(pictures))


def _rendered(pictures: list[Picture]) -> dict[str, Any]:
    """Styles, scripts and the map's own element; without pictures only the style of the page."""
    own_style = render_to_string(OWN_STYLE)
    if not pictures:
        return {"styles": [own_style], "scripts": [], "hashes": ["'none'"]}
    communes = json.loads(feature_collection("commune"))["features"]
    ground = {"type": "FeatureCollection", "features": [_bare(commune) for commune in communes]}
    names = [_name(commune["properties"]) for commune in communes]
    figure = Figure()
    figure.add_child(draw(ground, pictures, names, _bounds(pictures)))
    figure.render()
    libraries = inlined(figure.header)
    scripts = [*libraries.scripts, render_to_string(OWN_SCRIPT), figure.script.render()]
    return {
        "map": figure.html.render(),
        "styles": [*libraries.styles, own_style],
        "scripts": scripts,
        "hashes": hashes(scripts),
    }


def _bare(commune: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": commune["geometry"]}


def _name(properties: dict[str, Any]) -> tuple[float, float, str]:
    """Latitude, longitude and a short name: "1er" for an arrondissement."""
    longitude, latitude = properties["label"]
    number = ARRONDISSEMENT.fullmatch(properties["name"])
    words = properties["name"] if number is None else f"{number[1]}{'er' if number[1] == '1' else 'e'}"
    return latitude, longitude, words


def _bounds(pictures: list[Picture]) -> Bounds:
    places = [(latitude, longitude) for picture in pictures for latitude, longitude, _ in picture.heat]
    latitudes, longitudes = zip(*places, strict=True)
    return (min(latitudes), min(longitudes)), (max(latitudes), max(longitudes))
