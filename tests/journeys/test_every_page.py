"""Every page is for everybody: light and dark, on a desk, on a phone, on a narrow one, printed."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser import DESK, PHONE, Watch, axe_serious
from tests.journeys.every_page import DRAFT, NOT_PAGES, SAVED, SENT, VISITS, WAITING, Visit
from tests.places import VENDOME
from tests.stack import Product

PASSWORD = "geoalert-demo-2026"
NARROW = {"width": 320, "height": 640}
# A desk at 200 %.
ZOOMED = {"width": 683, "height": 384}
# A4 within its margins: narrower than a desk, and no phone.
PAPER = {"width": 672, "height": 1000}
# Each width and each scheme is seen, not each pair: a colour does not know how wide the page is.
LOOKS = [(DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (NARROW, "light")]

in_a_browser = [pytest.mark.browser, pytest.mark.stack, pytest.mark.gateway]


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{prefix}{entry.name}"


def test_every_named_address_is_walked_or_said_to_be_no_page() -> None:
    walked = {visit.name for visit in VISITS if visit.name}
    known = {name for name in names(get_resolver()) if not name.startswith("admin:")} | {"admin:index"}

    assert walked | NOT_PAGES.keys() == known
    assert walked & NOT_PAGES.keys() == set()


def sign_in(page: Page, product: Product, role: str) -> None:
    page.goto(f"{product.url}/poste/connexion/")
    page.get_by_label("Nom d’utilisateur").fill(role)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).not_to_have_url(re.compile("/connexion/"))


@pytest.fixture(scope="module")
def as_role(
    browser: Browser, browser_context_args: dict[str, Any], product: Product
) -> Iterator[Callable[[str], Page]]:
    """A page for each role, signed in once."""
    pages: dict[str, Page] = {}

    def page_of(role: str) -> Page:
        if role not in pages:
            pages[role] = browser.new_context(**browser_context_args, reduced_motion="reduce").new_page()
            if role:
                sign_in(pages[role], product, role)
        return pages[role]

    yield page_of
    for page in pages.values():
        page.context.close()


FIRST_WAITING = """
from accounts.models import User; from subscribers.models import Subscriber
mine = Subscriber.objects.in_territory_of(User.objects.get(username="officier"))
print(mine.waiting().order_by("pk")[0].pk)
"""


@pytest.fixture(scope="module")
def codes(product: Product, as_role: Callable[[str], Page]) -> dict[str, str]:
    """Codes of the officer's alerts, one sent, one still a draft, and of the analyst's perimeter."""
    x, y = VENDOME
    ring = [[x - 0.002, y - 0.001], [x + 0.002, y - 0.001], [x, y + 0.001], [x - 0.002, y - 0.001]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    file = product.var.parent / "every-page.geojson"
    file.write_text(json.dumps(geometry))
    words = ("--text", "Restez à deux au comptoir. Un doute : 17.", "--as", "officier")
    sent = json.loads(product.manage("send_alert", "--perimeter", str(file), *words))["alert"]
    return {
        SENT: sent,
        DRAFT: draft(as_role("officier"), product, geometry),
        WAITING: product.manage("shell", "-v0", "-c", FIRST_WAITING).strip(),
        SAVED: kept(as_role("analyste"), product, geometry),
    }


def draft(page: Page, product: Product, geometry: dict[str, Any]) -> str:
    """Post the officer's form as the page does, and read the code off the page that verifies."""
    address = product.url + reverse("dashboard:alert-new")
    page.goto(address)
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    shapes = [{"type": "polygon", "sign": "include", "geometry": geometry}]
    fields = {
        "csrfmiddlewaretoken": token,
        "form_key": str(uuid.uuid4()),
        "shapes": json.dumps(shapes),
        "professions": page.locator("[name=professions]").first.input_value(),
        "kind": page.locator("[name=kind]").input_value(),
        "occurred_at": page.locator("[name=occurred_at]").input_value(),
        "place": "place Vendome",
        "text": "Restez à deux au comptoir. Un doute : 17.",
        "advice_page": "",
        "valid_minutes": "120",
    }
    answer = page.request.post(address, form=fields, headers={"Referer": address})
    assert "/verifier/" in answer.url, answer.text()
    return answer.url.rstrip("/").split("/")[-2]


def kept(page: Page, product: Product, geometry: dict[str, Any]) -> str:
    """A perimeter kept by the analyst; its page's address ends with its code."""
    page.goto(product.url + reverse("dashboard:analysis"))
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    shapes = [{"type": "polygon", "sign": "include", "geometry": geometry}]
    fields = {"csrfmiddlewaretoken": token, "name": "Place Vendôme", "shapes": json.dumps(shapes)}
    address = product.url + reverse("dashboard:perimeter-save")
    answer = page.request.post(address, form=fields, headers={"Referer": page.url})
    assert "/perimetres/" in answer.url, answer.text()
    return answer.url.split("?")[0].rstrip("/").split("/")[-1]


@pytest.mark.parametrize("visit", VISITS, ids=str)
@pytest.mark.usefixtures("codes")
class TestEveryPage:
    pytestmark = in_a_browser

    def test_is_for_everybody(
        self, visit: Visit, product: Product, as_role: Callable[[str], Page], codes: dict[str, str]
    ) -> None:
        page = as_role(visit.role)
        watch = Watch(origin=product.url)
        watch.follow(page)
        try:
            response = open_page(page, product.url + address(visit, codes))
            assert response.status == visit.status
            assert "\n".join(wrong_with(page)) == ""
        finally:
            watch.leave(page)
        assert [line for line in watch.complaints if f"status of {visit.status}" not in line] == []


def address(visit: Visit, codes: dict[str, str]) -> str:
    arguments = {key: codes.get(value, value) for key, value in visit.arguments.items()}
    return visit.path or reverse(visit.name, kwargs=arguments)


def open_page(page: Page, url: str) -> Response:
    page.set_viewport_size(DESK)
    page.emulate_media(media="screen", color_scheme="light")
    response = page.goto(url)
    assert response is not None
    page.wait_for_load_state("networkidle")
    return response


def wrong_with(page: Page) -> list[str]:
    """What nobody should meet on the open page, in all its looks."""
    wrong = []
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} h1")
    if page.title() in {"", "geoalert – geoalert"} or page.locator("html").get_attribute("lang") != "fr":
        wrong.append("no title of its own, or no language")
    for size, scheme in LOOKS:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(media="screen", color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate("Promise.allSettled(document.getAnimations().map(motion => motion.finished))")
        look = f"{size['width']} px, {scheme}: "
        wrong += [look + line for line in axe_serious(page)]
        wrong += too_wide(page, size["width"])
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    return wrong + too_wide(page, ZOOMED["width"]) + lost_in_print(page)


def too_wide(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    return [f"{width} px: scrolls sideways, {wide} px wide"] if wide > width else []


def lost_in_print(page: Page) -> list[str]:
    """Headings of the main content that the screen shows and the paper does not, ways elsewhere left out."""
    shown = """() => [...document.querySelectorAll("main :is(h1, h2, h3)")]
      .filter((heading) => !heading.closest("nav, .elsewhere, .no-print"))
      .map((heading) => [heading.innerText, heading.checkVisibility()])"""
    page.set_viewport_size(DESK)
    page.emulate_media(media="screen", color_scheme="light")
    on_screen = page.evaluate(shown)
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    on_paper = page.evaluate(shown)
    pairs = zip(on_screen, on_paper, strict=True)
    return [f"not printed: {before[0]}" for before, after in pairs if before[1] and not after[1]]
