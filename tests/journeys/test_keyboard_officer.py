"""An officer without a mouse, in the whole product: from the login to the delivered texts, by keys alone."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Watch
from tests.places import VENDOME
from tests.stack import Product

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.gateway]

PASSWORD = "geoalert-demo-2026"
TABS_AT_MOST = 80


class Hands:
    """Ten fingers on a keyboard: whatever is reached is reached by Tab, and must be seen to be there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys.press(key)

    def type(self, words: str) -> None:
        self.keys.type(words)

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until what is focused has this name in it, and look at its ring."""
        seen = []
        for _ in range(TABS_AT_MOST):
            self.press("Shift+Tab" if back else "Tab")
            seen.append(self.focused())
            if name in seen[-1]:
                assert self.page.evaluate(RING), f"no visible focus on {name}"
                return
        raise AssertionError(f"{name} is not reached by Tab: {seen}")

    def focused(self) -> str:
        """The accessible name of what has the focus, as near as a test can tell."""
        return str(self.page.evaluate(NAME))


NAME = """() => {
  const element = document.activeElement;
  const labels = [...(element.labels ?? [])].map((label) => label.textContent.trim()).join(" ");
  return element.getAttribute("aria-label") || labels || element.textContent.trim().slice(0, 200);
}"""

# An outline on the element, on what stands for it (a tile, the map's frame), or around its field.
RING = """() => {
  const element = document.activeElement;
  const standsFor = [element, element.closest("label"), element.closest(".map")].filter(Boolean);
  return standsFor.some((one) => {
    const outline = getComputedStyle(one);
    const frame = getComputedStyle(one, "::before");
    return (outline.outlineStyle !== "none" && parseFloat(outline.outlineWidth) >= 2)
      || parseFloat(frame.borderTopWidth) >= 2;
  });
}"""


@pytest.fixture
def hands(page: Page, product: Product) -> Iterator[Hands]:
    """Signed in by keyboard; the page may not err."""
    watch = Watch(origin=product.url)
    watch.follow(page)
    page.goto(f"{product.url}/poste/")
    hands = Hands(page)
    hands.tab_to("Nom d’utilisateur")
    hands.type("officier")
    hands.press("Tab")
    hands.type(PASSWORD)
    hands.press("Enter")
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=15_000)
    yield hands
    assert watch.complaints == []


def settled_count(page: Page) -> int:
    number = page.locator("#nombre")
    expect(number).not_to_have_text(re.compile("^(0|–)$"))
    expect(page.locator("body")).not_to_have_class(re.compile("counting"))
    return int("".join(char for char in number.inner_text() if char.isdigit()))


def look_at_vendome(hands: Hands) -> None:
    expect(hands.page.get_by_role("combobox", name="Adresse")).to_be_focused()
    hands.type(f"{VENDOME[1]}, {VENDOME[0]}")
    expect(hands.page.locator("#lieux [role=option]").first).to_be_visible()
    hands.press("Enter")
    expect(hands.page.locator("#formes > li")).to_have_count(1)


def write_and_verify(hands: Hands) -> None:
    """A template by its arrow keys, the place, then Ctrl+Enter."""
    hands.tab_to("Vol par substitution")
    hands.press("Space")
    hands.tab_to("Lieu, tel qu")
    hands.type("place Vendome")
    expect(hands.page.locator("#compteur")).to_contain_text("1 SMS")
    hands.press("Control+Enter")


def send(hands: Hands, announced: int) -> None:
    """Type the number where it is asked for, and send."""
    page = hands.page
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{announced} abonné")
    if page.get_by_label("Recopiez le nombre").count():
        hands.tab_to("Recopiez le nombre")
        hands.type(str(announced))
    hands.tab_to(f"Envoyer à {announced}")
    hands.press("Enter")
    expect(page.get_by_text("Envoi dans")).to_be_visible()


def all_rang_once(hands: Hands, product: Product, before: int, announced: int) -> None:
    """Every phone of the count, and no other, has rung once."""
    sum_of_states = hands.page.get_by_text(f"{announced} + 0 + 0 + 0 + 0 = {announced}.")
    expect(sum_of_states).to_be_visible(timeout=60_000)
    code = hands.page.url.rstrip("/").rsplit("/", 1)[1]
    rows = json.loads(product.manage("deliveries", "--alert", code, "--json"))
    assert Counter(row["state"] for row in rows) == {"DELIVERED": announced}
    arrived = product.parts()[before:]
    assert len(arrived) == len({part.number for part in arrived}) == announced


def test_a_place_and_a_radius_reach_every_phone_by_keys_alone(hands: Hands, product: Product) -> None:
    before = len(product.parts())
    look_at_vendome(hands)
    hands.tab_to("Rayon en mètres")
    hands.press("Control+a")
    hands.type("200")
    expect(hands.page.locator("#formes")).to_contain_text("Cercle 200 m")
    announced = settled_count(hands.page)
    write_and_verify(hands)
    send(hands, announced)
    all_rang_once(hands, product, before, announced)


def test_a_polygon_under_the_cross_hair_reaches_every_phone(hands: Hands, product: Product) -> None:
    before = len(product.parts())
    look_at_vendome(hands)
    settled_count(hands.page)
    hands.tab_to("Tout effacer", back=True)
    hands.press("Enter")
    expect(hands.page.locator("#nombre")).to_have_text("0")
    hands.tab_to("Polygone", back=True)
    hands.press("Enter")
    expect(hands.page.locator("#viseur")).to_be_visible()
    right, down = ["ArrowRight"] * 3, ["ArrowDown"] * 3
    left, up = ["ArrowLeft"] * 3, ["ArrowUp"] * 3
    hands.press(
        "ArrowLeft", "ArrowUp", "Enter", *right, "Enter", *down, "Enter", *left, "Enter", *up, "Enter"
    )
    expect(hands.page.locator("#formes > li")).to_contain_text(["Polygone"])
    announced = settled_count(hands.page)
    write_and_verify(hands)
    send(hands, announced)
    all_rang_once(hands, product, before, announced)


def test_the_way_to_call_it_off_keeps_the_focus_while_the_seconds_run(hands: Hands, product: Product) -> None:
    before = len(product.parts())
    look_at_vendome(hands)
    announced = settled_count(hands.page)
    write_and_verify(hands)
    send(hands, announced)
    hands.tab_to("Annuler l’envoi")
    seconds = hands.page.get_by_role("timer")
    shown = seconds.inner_text()
    expect(seconds).not_to_have_text(shown)
    assert "Annuler l’envoi" in hands.focused()
    hands.press("Enter")
    expect(hands.page.get_by_text("Annulée par Alice Morel")).to_be_visible()
    assert len(product.parts()) == before
