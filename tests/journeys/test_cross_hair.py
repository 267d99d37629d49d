"""An officer draws by keyboard, under the cross-hair: what a mouse can draw, keys can."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser import PHONE, Watch
from tests.journeys.officer_page import OfficerPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT = "/poste/audience/"


class Keys(OfficerPage):
    """The officer's page without a mouse."""

    def press(self, *keys: str) -> None:
        for key in keys:
            name, _, times = key.partition("*")
            for _ in range(int(times or 1)):
                self.page.keyboard.press(name)

    def take(self, tool: str) -> None:
        """Choose a tool by keyboard: the focus goes to the map."""
        self.page.get_by_role("button", name=tool, exact=True).focus()
        self.press("Enter")
        expect(self.page.locator("#viseur")).to_be_visible()
        expect(self.page.locator("#carte")).to_be_focused()

    def on_the_map(self) -> None:
        """Come to the map as Tab does."""
        self.page.get_by_role("link", name="Passer la carte").focus()
        self.press("Tab")
        expect(self.page.locator("#carte")).to_be_focused()

    def spoken(self) -> str:
        return self.page.get_by_role("status").inner_text()


@pytest.fixture
def keys(guarded_page: Page, live_server: LiveServer, alice: User) -> Keys:
    """The map looks at Place Vendôme, and nothing is drawn."""
    desk = Keys(guarded_page, live_server, alice)
    desk.search("48.8675, 2.3294")
    desk.page.get_by_role("button", name="Tout effacer").focus()
    desk.press("Enter")
    expect(desk.chips()).to_have_count(0)
    return desk


def test_a_polygon_set_by_keys_closes_on_its_first_corner_and_counts(keys: Keys) -> None:
    keys.take("Polygone")
    keys.press("Enter", "ArrowRight*3", "Enter", "ArrowDown*3", "Space", "ArrowLeft*3", "Enter")
    expect(keys.page.locator("#nombre")).not_to_have_text("0")
    expect(keys.chips()).to_have_count(0)
    keys.press("ArrowUp*3", "Enter")
    expect(keys.chips()).to_have_text(["+Polygone"])
    (shape,) = keys.shapes()
    assert len(shape["geometry"]["coordinates"][0]) == 5
    assert keys.expect_the_domains_count() > 0


def test_a_polygon_ends_by_its_button_and_a_corner_is_taken_back(keys: Keys) -> None:
    keys.take("Polygone")
    keys.press("Enter", "ArrowRight*3", "Enter", "ArrowDown*3", "Enter", "ArrowRight", "Enter", "Backspace")
    finish = keys.page.get_by_role("button", name="Terminer")
    finish.focus()
    keys.press("Enter")
    (shape,) = keys.shapes()
    assert len(shape["geometry"]["coordinates"][0]) == 4
    expect(keys.page.locator("#carte")).to_be_focused()
    keys.expect_the_domains_count()


def test_escape_gives_a_sketch_up(keys: Keys) -> None:
    keys.take("Polygone")
    keys.press("Enter", "ArrowRight*3", "Enter", "ArrowDown*3", "Enter")
    expect(keys.page.locator("#nombre")).not_to_have_text("0")
    keys.press("Escape")
    keys.expect_count("0")
    expect(keys.chips()).to_have_count(0)


def test_a_rectangle_is_stretched_by_the_cross_hair(keys: Keys) -> None:
    keys.take("Rectangle")
    keys.press("Enter", "ArrowRight*3", "ArrowDown*3")
    expect(keys.page.locator("#nombre")).not_to_have_text("0")
    keys.press("Enter")
    expect(keys.chips()).to_have_text(["+Rectangle"])
    assert keys.expect_the_domains_count() > 0


def test_enter_on_the_map_makes_a_circle_whose_radius_has_keys(keys: Keys) -> None:
    keys.on_the_map()
    expect(keys.page.locator("#viseur")).to_be_visible()
    keys.press("Enter", "]", "PageUp", "[")
    (shape,) = keys.shapes()
    assert shape["radius"] == 350
    assert shape["center"] == pytest.approx([2.3294, 48.8675], abs=1e-5)
    keys.expect_the_domains_count()


def test_ctrl_enter_on_the_map_verifies_and_draws_nothing(keys: Keys, watch: Watch) -> None:
    watch.expects("/poste/alertes/nouvelle/")
    keys.on_the_map()
    keys.press("Enter", "Control+Enter")
    errors = keys.page.get_by_role("heading", name="L’alerte n’est pas prête")
    expect(errors).to_be_visible()
    expect(keys.chips()).to_have_count(1)


def test_enter_held_down_draws_one_circle(keys: Keys) -> None:
    keys.on_the_map()
    for _ in range(5):
        keys.page.keyboard.down("Enter")
    keys.page.keyboard.up("Enter")
    expect(keys.chips()).to_have_count(1)
    keys.press("Control+Alt+]")
    assert keys.shapes()[0]["radius"] == 350


def test_a_zone_is_picked_and_let_go_under_the_cross_hair(keys: Keys) -> None:
    keys.take("Zones")
    keys.press("Enter")
    expect(keys.chips()).to_have_count(1)
    assert keys.shapes()[0]["code"] == "75-CENTRE"
    keys.press("Enter")
    expect(keys.chips()).to_have_count(0)


def test_a_crossing_line_set_by_keys_is_refused_and_repaired(keys: Keys, watch: Watch) -> None:
    watch.expects(COUNT)
    keys.take("Polygone")
    keys.press("Enter", "ArrowRight*3", "ArrowDown*3", "Enter", "ArrowUp*3", "Enter")
    keys.press("ArrowLeft*3", "ArrowDown*3", "Enter", "Enter")
    expect(keys.page.get_by_role("alert")).to_contain_text("Le tracé se croise")
    expect(keys.page.locator("path.p-bad")).to_have_count(1)
    keys.page.get_by_role("button", name="Utiliser le tracé réparé").focus()
    keys.press("Enter")
    expect(keys.chips()).to_contain_text(["Tracé réparé"])
    keys.expect_the_domains_count()


def test_one_status_speaks_once_for_many_corners(keys: Keys) -> None:
    expect(keys.page.get_by_role("status")).to_have_count(1)
    keys.take("Polygone")
    keys.page.evaluate(
        """() => {
          window.heard = [];
          const region = document.querySelector("[role=status]");
          new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true });
        }"""
    )
    keys.press("Enter", "ArrowRight*3", "Enter", "ArrowDown*3", "Enter")
    expect(keys.page.get_by_role("status")).to_contain_text("3 sommets")
    expect(keys.page.get_by_role("status")).to_contain_text("abonnés dans le périmètre, dont")
    assert len(keys.page.evaluate("heard")) <= 2


def test_the_cross_hair_leaves_with_the_mouse(keys: Keys) -> None:
    keys.on_the_map()
    mark = keys.page.locator("#viseur")
    expect(mark).to_be_visible()
    keys.page.mouse.click(*keys.at((0.5, 0.6)))
    expect(mark).to_be_hidden()


@pytest.mark.browser_context_args(has_touch=True)
def test_a_thumb_moves_the_map_under_the_cross_hair_and_draws(keys: Keys) -> None:
    keys.page.set_viewport_size(PHONE)
    keys.page.get_by_role("button", name="Polygone").tap()
    expect(keys.page.locator("#aide-outil")).to_contain_text("Glissez la carte")
    point = keys.page.get_by_role("button", name="Ajouter un point")
    for way in ((0, 0), (-120, 0), (0, -120)):
        keys.drag((0.5, 0.4), by=way)
        point.tap()
    keys.page.get_by_role("button", name="Terminer").tap()
    expect(keys.chips()).to_have_text(["+Polygone"])
    (ring,) = keys.shapes()[0]["geometry"]["coordinates"]
    assert len({tuple(corner) for corner in ring}) == 3
    keys.expect_the_domains_count()
