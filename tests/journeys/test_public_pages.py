"""The public pages in a real Chromium: without scripts, for every eye, on paper, without a network."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from advice.loading import load_advice
from tests.advice.shelves import ADVICE
from tests.alerts.making import draft, leave
from tests.browser import DESK, PHONE, axe_serious
from tests.factories import person, subscriber
from tests.places import VENDOME

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW: ViewportSize = {"width": 320, "height": 640}
PATHS = [
    "/",
    "/conseils/",
    "/conseils/?q=bijoutrie",
    "/conseils/?q=xyzzy",
    "/conseils/metier/buralistes/",
    "/conseils/vol-par-substitution/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/accessibilite/",
]


@pytest.fixture(autouse=True)
def _library(geography: None) -> None:
    load_advice(ADVICE)


@pytest.fixture
def scriptless(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def test_every_public_page_is_read_and_searched_without_scripts(scriptless: Page) -> None:
    for path in PATHS:
        answer = scriptless.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        expect(scriptless.locator("h1")).to_be_visible()
    scriptless.goto("/conseils/")
    scriptless.get_by_label("Chercher une fiche").fill("securite")
    scriptless.get_by_role("button", name="Chercher").click()
    expect(scriptless.get_by_label("Chercher une fiche")).to_have_value("securite")
    scriptless.get_by_role("link", name="Tabac : l’aide de l’État").click()
    expect(scriptless.locator("ol.steps > li")).to_have_count(3)
    assert scriptless.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_public_page_has_a_serious_fault_or_scrolls_sideways(
    guarded_page: Page, live_server: LiveServer, scheme: str
) -> None:
    guarded_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in PATHS:
        for viewport in (DESK, PHONE, NARROW):
            guarded_page.set_viewport_size(viewport)
            guarded_page.goto(f"{live_server.url}{path}")
            wide = guarded_page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (path, viewport)
        assert axe_serious(guarded_page) == [], path


def test_the_print_button_prints_and_the_paper_holds_on_two_pages(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/conseils/vol-par-substitution/")
    page.evaluate("window.print = () => document.body.setAttribute('data-printed', '')")
    page.reload()
    page.add_init_script("window.print = () => document.body.setAttribute('data-printed', '')")
    page.reload()
    page.get_by_role("button", name="Imprimer la fiche").click()
    expect(page.locator("body[data-printed]")).to_be_attached()

    paper = page.pdf(format="A4", prefer_css_page_size=True)

    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
    page.emulate_media(media="print")
    expect(page.get_by_text("Police : 17 ou 112.")).to_be_visible()
    expect(page.get_by_role("button", name="Imprimer la fiche")).to_be_hidden()
    expect(page.get_by_role("heading", name="À lire aussi")).to_be_hidden()


@pytest.fixture
def reader(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    yield context
    context.close()


def kept(page: Page, path: str) -> None:
    """Open a page, and wait until the worker says that it keeps it."""
    page.goto(path)
    expect(page.locator("html[data-kept]")).to_be_attached()


def test_an_advice_page_opened_once_is_read_without_a_network(reader: BrowserContext) -> None:
    page = reader.new_page()
    kept(page, "/conseils/tabacs/")
    shown = page.locator("main").inner_text()
    colour = "getComputedStyle(document.body).backgroundColor"
    dressed = page.evaluate(colour)

    reader.set_offline(True)
    # A reload asks the network, not the browser's own cache: only the worker can answer.
    page.reload()

    assert page.locator("main").inner_text() == shown
    assert page.evaluate(colour) == dressed


def test_an_alert_read_without_a_network_says_that_it_may_be_over(reader: BrowserContext) -> None:
    subscriber(at=VENDOME)
    alice = person("alice", "officier", sectors=("75-CENTRE",))
    sent = leave(draft(alice, VENDOME), by=alice)
    page = reader.new_page()
    kept(page, f"/a/{sent.code}")
    warning = page.get_by_text("Vous êtes hors connexion")
    expect(warning).to_be_hidden()

    reader.set_offline(True)
    page.goto("about:blank")
    page.goto(f"/a/{sent.code}")

    expect(warning).to_be_visible()
    expect(page.get_by_text("ALERTE EN COURS")).to_be_visible()


def test_no_page_of_the_staff_and_no_search_is_ever_kept(reader: BrowserContext) -> None:
    page = reader.new_page()
    kept(page, "/conseils/")
    page.goto("/conseils/?q=rideau")
    page.goto("/poste/connexion/")
    page.goto("/conseils/tabacs/")
    page.wait_for_function("async () => (await caches.match('/conseils/tabacs/')) !== undefined")

    addresses = page.evaluate(
        "async () => (await (await caches.open('geoalert-public-1')).keys()).map((request) => request.url)"
    )

    paths = [re.sub(r"^https?://[^/]+", "", address) for address in addresses]
    assert all(path.startswith(("/conseils/", "/static/")) for path in paths), paths
    assert not any("?" in path or "dashboard" in path for path in paths), paths


def test_the_first_screen_of_an_alert_holds_its_state_its_place_and_its_actions(
    reader: BrowserContext, tmp_path: Path
) -> None:
    subscriber(at=VENDOME)
    alice = person("alice", "officier", sectors=("75-CENTRE",))
    sent = leave(draft(alice, VENDOME), by=alice)
    page = reader.new_page()
    page.goto(f"/a/{sent.code}")

    for part in (
        page.locator(".state"),
        page.locator(".steps li").last,
        page.get_by_role("link", name="Appeler le 17"),
    ):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"]
