"""The report's map, by folium: communes as the ground, one picture at a time, names on top."""

from collections.abc import Sequence
from typing import Any

import folium
from branca.element import MacroElement
from folium.plugins import HeatMap
from folium.template import Template
from folium.utilities import JsCode

from incidents.report.picture import Picture

LAND, LIMIT, EDGE = "#f1eee6", "#8d8672", "#4b5a61"
FARTHEST, CLOSEST = 9, 17
# Below the pane of the pictures: what a heat layer paints would else lie under the communes.
GROUND = "ground"
HEAT_RADIUS, HEAT_BLUR = 14, 12
GRADIENT = {0.2: "#a8cfae", 0.45: "#5fa9a3", 0.7: "#2a7487", 1: "#163d5c"}
TELLS = JsCode("report.tell")
Bounds = tuple[tuple[float, float], tuple[float, float]]
Name = tuple[float, float, str]


class Furniture(MacroElement):
    """What report.js adds: French controls, a scale, names, and the legend of the picture shown."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            report.furnish({{ this._parent.get_name() }}, {{ this.names|tojson }});
            {% for heat in this.heats %}
                report.steady({{ this._parent.get_name() }}, {{ heat.get_name() }});
            {% endfor %}
        {% endmacro %}
    """)

    def __init__(self, names: Sequence[Name], heats: Sequence[HeatMap]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Furniture"
        self.names = names
        self.heats = heats


def draw(
    ground: dict[str, Any],
    pictures: Sequence[Picture],
    names: Sequence[tuple[float, float, str]],
    bounds: Bounds,
) -> folium.Map:
    """A map that shows the first picture; `ground` is GeoJSON, `names` are latitude, longitude, text.

    `bounds`: the south-western and the north-eastern corner (latitude, longitude).
    """
    drawn = _bare_map()
    folium.map.CustomPane(GROUND, z_index=250).add_to(drawn)
    _ground(ground).add_to(drawn)
    layers = [_layer(picture, show=rank == 0) for rank, picture in enumerate(pictures)]
    for layer in layers:
        layer.add_to(drawn)
    folium.LayerControl(collapsed=False).add_to(drawn)
    Furniture(names, [layer for layer in layers if isinstance(layer, HeatMap)]).add_to(drawn)
    drawn.fit_bounds(bounds, padding=(12, 12), max_zoom=15)
    return drawn


def _bare_map() -> folium.Map:
    """Without tiles, nor the controls and credits of others."""
    return folium.Map(
        tiles=None,
        zoom_control=False,
        attributionControl=False,
        minZoom=FARTHEST,
        maxZoom=CLOSEST,
        zoomSnap=0.25,
    )


def _ground(communes: dict[str, Any]) -> folium.GeoJson:
    style = {"color": LIMIT, "weight": 0.8, "fillColor": LAND, "fillOpacity": 1}
    return folium.GeoJson(
        communes,
        control=False,
        style_function=lambda _: style,
        pane=GROUND,
        interactive=False,
        smooth_factor=0.5,
    )


def _layer(picture: Picture, *, show: bool) -> folium.map.Layer:
    if picture.heat:
        return HeatMap(  # type: ignore[no-untyped-call]
            picture.heat,
            name=picture.name,
            overlay=False,
            show=show,
            min_opacity=0.02,
            max_zoom=CLOSEST,
            radius=HEAT_RADIUS,
            blur=HEAT_BLUR,
            gradient=GRADIENT,
        )
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": picture.features},
        name=picture.name,
        overlay=False,
        show=show,
        smooth_factor=0.5,
        style_function=_style,
        on_each_feature=TELLS,
        marker=folium.CircleMarker(radius=4, fill=True),
    )


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    fill = feature["properties"]["fill"]
    return {"fillColor": fill, "fillOpacity": 0.85, "color": EDGE, "weight": 0.5, "opacity": 0.6}
