"""What a page tells its map module."""

from typing import Any

from django.template import Context, Template

from web.base_map import OVERVIEW, overview, page_data
from zones.tile_grid import Extent

REGION: Extent = (2.14, 48.68, 2.62, 49.02)
ONE_STREET: Extent = (2.3291, 48.8671, 2.3295, 48.8675)


def test_addresses_are_patterns_on_our_own_server(settings: Any) -> None:
    settings.STREETS_URL = "http://upstream.invalid/{z}/{x}/{y}"
    data = page_data()

    assert data["streets"]["url"] == "/tuiles/plan/{z}/{x}/{y}.png"
    assert data["ground"]["url"] == "/tuiles/fond/{z}/{x}/{y}.mvt"
    assert "upstream.invalid" not in str(data)


def test_without_an_upstream_the_page_knows_of_no_streets() -> None:
    assert page_data()["streets"] is None


def test_an_overview_is_a_few_tiles_that_hold_everything() -> None:
    for extent in (REGION, ONE_STREET):
        tiles = overview(extent)
        assert 1 <= len(tiles) <= OVERVIEW
        assert min(tile.extent[0] for tile in tiles) <= extent[0]
        assert min(tile.extent[1] for tile in tiles) <= extent[1]
        assert max(tile.extent[2] for tile in tiles) >= extent[2]
        assert max(tile.extent[3] for tile in tiles) >= extent[3]


def test_a_page_writes_it_all_with_one_tag() -> None:
    html = Template("{% base_map %}").render(Context())

    assert '<script id="map-data" type="application/json">' in html
    assert "vendor/protomaps/protomaps-leaflet.js" in html
