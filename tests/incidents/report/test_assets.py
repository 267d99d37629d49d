"""The report's assets are the ones we have looked at, and none is fetched."""

import re

import folium
import pytest
from branca.element import JavascriptLink
from folium.plugins import HeatMap

from incidents.report.assets import UnknownAsset, hashes, inlined


def header() -> folium.Element:
    drawn = folium.Map(tiles=None)
    HeatMap([[48.8, 2.3, 1]]).add_to(drawn)
    figure = drawn.get_root()
    figure.render()
    return figure.header


def test_what_folium_links_to_is_put_in_or_left_out() -> None:
    assets = inlined(header())

    assert [script[:60].splitlines()[1][:20] for script in assets.scripts] == [
        " * Leaflet 1.9.4, a ",
        " (c) 2014, Vladimir ",
    ]
    assert ".leaflet-container" in assets.styles[0]
    assert re.findall(r"url\([^)]*\)", "".join(assets.styles)) == []
    assert "sourceMappingURL" not in "".join(assets.scripts)


def test_a_new_link_is_refused_until_somebody_has_looked_at_it() -> None:
    changed = header()
    changed.add_child(JavascriptLink("https://example.org/new.js"), name="brand-new")

    with pytest.raises(UnknownAsset, match="brand-new"):
        inlined(changed)


def test_a_hash_is_the_one_a_browser_computes() -> None:
    assert hashes([""]) == ["'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"]
