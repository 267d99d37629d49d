"""Every page is for everybody: light and dark, on a desk, on a phone, on a narrow one, printed."""

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser, Page

from tests.browser import Watch
from tests.journeys.every_look import open_page, wrong_with
from tests.journeys.every_page import DRAFT, NOT_PAGES, SAVED, SENT, VISITS, WAITING, Visit
from tests.places import VENDOME
from tests.stack import Product

PASSWORD = "geoalert-demo-2026"

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
    """As the form does, without waiting for the page behind it."""
    address = f"{product.url}/poste/connexion/"
    page.goto(address)
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    fields = {"csrfmiddlewaretoken": token, "username": role, "password": PASSWORD}
    answer = page.request.post(address, form=fields, headers={"Referer": address}, max_redirects=0)
    assert answer.status == 302, answer.text()


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
        WAITING: first_waiting(as_role("officier"), product),
        SAVED: kept(as_role("analyste"), product, geometry),
    }


def first_waiting(page: Page, product: Product) -> str:
    page.goto(product.url + reverse("dashboard:subscribers"))
    address = page.locator("tbody a").first.get_attribute("href")
    assert address is not None
    return address.rstrip("/").split("/")[-1]


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
