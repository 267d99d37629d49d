"""The map that every page shares, on the officer's page, with a real server of street tiles behind ours."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser import axe_serious
from tests.journeys.officer_page import OfficerPage
from tests.upstream import Upstream
from zones.coordinates import parse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STREETS = ".street-tiles img.leaflet-tile-loaded"
LAND = {"light": [232, 228, 217], "dark": [26, 40, 48]}
LAND_PAINTED = """([red, green, blue]) => [...document.querySelectorAll(".leaflet-ground-pane canvas")].some(
    (canvas) => {
        const pixel = canvas.width && canvas.getContext("2d").getImageData(128, 128, 1, 1).data;
        return pixel && pixel[0] === red && pixel[1] === green && pixel[2] === blue;
    },
)"""


@pytest.fixture
def desk(guarded_page: Page, live_server: LiveServer, upstream: Upstream, alice: User) -> OfficerPage:
    return OfficerPage(guarded_page, live_server, alice)


def at(desk: OfficerPage, place: str) -> OfficerPage:
    desk.search(place)
    desk.tool("Tout effacer")
    return desk


def scale(page: Page) -> Locator:
    return page.locator(".leaflet-control-scale-line")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def coordinates(page: Page) -> tuple[float, float]:
    point = parse(page.locator(".map-coordinates output").inner_text())
    assert point is not None
    return point.x, point.y


def test_streets_lie_over_the_ground_and_come_from_our_own_server(
    desk: OfficerPage, upstream: Upstream
) -> None:
    expect(desk.page.locator(STREETS).first).to_be_visible()
    expect(desk.page.locator(".leaflet-control-attribution")).to_contain_text("IGN – Géoplateforme")
    assert upstream.asked
    assert not any("Cookie" in headers or "Referer" in headers for _, headers in upstream.asked)


def test_a_silent_upstream_leaves_our_own_ground_and_no_complaint(
    guarded_page: Page, live_server: LiveServer, upstream: Upstream, alice: User
) -> None:
    upstream.mode = "silent"
    desk = OfficerPage(guarded_page, live_server, alice)

    desk.page.wait_for_function(LAND_PAINTED, arg=LAND["light"])
    expect(desk.page.locator(".z-commune", has_text="Paris 1er")).to_be_visible()
    expect(desk.page.locator(STREETS)).to_have_count(0)


def test_streets_come_by_themselves_when_upstream_is_back(
    guarded_page: Page, live_server: LiveServer, upstream: Upstream, alice: User, settings: Any
) -> None:
    upstream.mode = "500"
    settings.STREETS_PAUSE_SECONDS = 0
    desk = OfficerPage(guarded_page, live_server, alice)
    expect(desk.page.locator(STREETS)).to_have_count(0)

    upstream.mode = "ok"
    expect(desk.page.locator(STREETS).first).to_be_visible()


def test_the_choice_of_the_background_is_remembered(desk: OfficerPage) -> None:
    page = desk.page
    press(page, "Fond de carte")
    page.get_by_label("Fond simple").check()
    expect(page.locator(".street-tiles")).to_have_count(0)
    expect(page.locator(".leaflet-control-attribution")).not_to_contain_text("Géoplateforme")

    page.reload()
    desk.ready()
    expect(page.locator(".street-tiles")).to_have_count(0)
    press(page, "Fond de carte")
    page.get_by_label("Plan des rues").check()
    expect(page.locator(STREETS).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Fond simple")).to_be_hidden()


def test_without_an_upstream_there_is_nothing_to_choose(
    guarded_page: Page, live_server: LiveServer, alice: User
) -> None:
    desk = OfficerPage(guarded_page, live_server, alice)

    expect(desk.page.get_by_role("button", name="Fond de carte")).to_have_count(0)


def test_a_wheel_zooms_with_ctrl_only(desk: OfficerPage) -> None:
    page, before = desk.page, scale(desk.page).inner_text()
    page.mouse.move(*desk.at((0.5, 0.5)))
    page.mouse.wheel(0, -300)
    expect(page.locator(".map-hint.said")).to_have_text("Ctrl + molette pour zoomer")
    expect(scale(page)).to_have_text(before)

    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    expect(scale(page)).not_to_have_text(before)


def test_buttons_zoom(desk: OfficerPage) -> None:
    before = scale(desk.page).inner_text()
    press(desk.page, "Zoomer")
    expect(scale(desk.page)).not_to_have_text(before)
    press(desk.page, "Dézoomer")
    expect(scale(desk.page)).to_have_text(before)


def test_full_screen_keeps_the_tools_and_the_count(desk: OfficerPage) -> None:
    desk.search("48.8675, 2.3294")
    found = desk.expect_the_domains_count()
    press(desk.page, "Plein écran")
    expect(desk.page.locator(".map:fullscreen .map-count")).to_have_text(f"{found} abonnés")
    desk.draw_polygon((0.1, 0.4), (0.3, 0.4), (0.3, 0.7))
    press(desk.page, "Plein écran")
    expect(desk.page.locator(".map:fullscreen")).to_have_count(0)
    expect(desk.page.get_by_label("Texte du SMS")).to_be_visible()


def test_coordinates_are_read_and_copied_as_the_place_field_takes_them(desk: OfficerPage) -> None:
    page = at(desk, "48.8675, 2.3294").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "Coordonnées")
    assert coordinates(page) == pytest.approx((2.3294, 48.8675), abs=1e-4)
    expect(page.locator(".map-coordinates")).to_contain_text("Lambert-93")

    desk.click_map((0.25, 0.5))
    assert coordinates(page)[0] < 2.3294
    press(page, "Copier")
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".map-coordinates output").inner_text()


@pytest.mark.browser_context_args(has_touch=True)
def test_one_finger_is_the_pages_and_two_are_the_maps(desk: OfficerPage) -> None:
    page = at(desk, "48.8675, 2.3294").page
    press(page, "Coordonnées")
    before = coordinates(page)
    shown = page.locator(".map-coordinates output")
    text = shown.inner_text()

    desk.drag((0.5, 0.6))
    expect(page.locator(".map-hint.said")).to_have_text("Deux doigts pour déplacer la carte")
    assert coordinates(page) == before

    desk.drag((0.4, 0.6), (0.6, 0.6))
    expect(shown).not_to_have_text(text)
    assert coordinates(page)[0] > before[0]


@pytest.mark.browser_context_args(has_touch=True)
def test_a_finger_that_holds_a_tool_is_the_maps(desk: OfficerPage) -> None:
    page = at(desk, "48.8675, 2.3294").page
    press(page, "Coordonnées")
    text = page.locator(".map-coordinates output").inner_text()
    desk.tool("Polygone")

    desk.drag((0.5, 0.6))
    expect(page.locator(".map-coordinates output")).not_to_have_text(text)
    expect(page.locator(".map-hint.said")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ground_takes_the_colours_of_the_page_and_its_controls_are_for_everybody(
    desk: OfficerPage, scheme: str
) -> None:
    page = desk.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_function(LAND_PAINTED, arg=LAND[scheme])
    press(page, "Coordonnées")
    press(page, "Fond de carte")
    assert axe_serious(page) == []
