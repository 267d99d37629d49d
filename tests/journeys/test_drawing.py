"""An officer draws a perimeter by mouse, in a real Chromium."""

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import expect

from tests.browser import Watch
from tests.journeys.officer_page import OfficerPage
from tests.places import VENDOME
from zones.perimeters import compose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT = "/poste/audience/"
SQUARE = ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7))
BOW = ((0.3, 0.3), (0.7, 0.7), (0.7, 0.3), (0.3, 0.7))


def test_a_polygon_drawn_by_mouse_counts_what_the_domain_counts(vendome: OfficerPage) -> None:
    vendome.draw_polygon(*SQUARE)
    assert vendome.expect_the_domains_count() > 10
    assert compose(vendome.shapes()).geometry.contains(Point(*VENDOME, srid=4326))


def test_dragging_a_corner_counts_again(vendome: OfficerPage) -> None:
    vendome.draw_polygon(*SQUARE)
    before = vendome.expect_the_domains_count()
    mouse = vendome.page.mouse
    mouse.move(*vendome.at(SQUARE[2]))
    mouse.down()
    mouse.move(*vendome.at((0.45, 0.45)), steps=8)
    mouse.up()
    expect(vendome.page.locator("#nombre")).not_to_have_text(str(before))
    assert vendome.expect_the_domains_count() < before


def test_the_count_runs_while_a_circle_is_stretched_and_stops_when_it_is_given_up(
    vendome: OfficerPage,
) -> None:
    vendome.tool("Cercle")
    vendome.click_map((0.5, 0.5))
    vendome.page.mouse.move(*vendome.at((0.7, 0.5)), steps=6)
    expect(vendome.page.locator("#nombre")).not_to_have_text("0")
    expect(vendome.chips()).to_have_count(0)
    vendome.page.keyboard.press("Escape")
    vendome.expect_count("0")


def test_a_corner_is_taken_back(vendome: OfficerPage) -> None:
    vendome.tool("Polygone")
    for corner in SQUARE[:3]:
        vendome.click_map(corner)
    expect(vendome.page.locator("#nombre")).not_to_have_text("0")
    vendome.page.keyboard.press("Backspace")
    vendome.expect_count("0")


def test_zones_are_picked_on_the_map_and_from_the_list(vendome: OfficerPage) -> None:
    vendome.tool("Zones")
    vendome.click_map((0.5, 0.5))
    expect(vendome.chips()).to_have_count(1)
    assert vendome.shapes()[0] | {"label": ""} == {
        "sign": "include",
        "type": "zone",
        "kind": "sector",
        "code": "75-CENTRE",
        "label": "",
        "margin": 0,
    }
    vendome.page.get_by_label("Filtrer les zones").fill("paris 8e")
    vendome.page.get_by_role("button", name="Paris 8e (secteur)", exact=True).click()
    expect(vendome.chips()).to_have_count(2)
    vendome.expect_the_domains_count()


def test_an_excluded_shape_takes_its_shops_away(vendome: OfficerPage) -> None:
    vendome.draw_polygon(*SQUARE)
    before = vendome.expect_the_domains_count()
    vendome.draw_polygon((0.2, 0.2), (0.5, 0.2), (0.5, 0.8), (0.2, 0.8))
    vendome.chips().last.get_by_role("button", name="exclure").click()
    expect(vendome.chips().last).to_contain_text("−")
    assert [shape["sign"] for shape in vendome.shapes()] == ["include", "exclude"]
    assert vendome.expect_the_domains_count() < before


def test_a_crossing_line_turns_red_says_so_and_is_repaired_when_asked(
    vendome: OfficerPage, watch: Watch
) -> None:
    watch.expects(COUNT)
    vendome.draw_polygon(*BOW)
    expect(vendome.page.get_by_role("alert")).to_contain_text("Le tracé se croise")
    expect(vendome.page.locator("path.p-bad")).to_have_count(1)
    vendome.expect_count("–")
    vendome.page.get_by_role("button", name="Utiliser le tracé réparé").click()
    expect(vendome.chips()).to_contain_text(["Tracé réparé"])
    vendome.expect_the_domains_count()
