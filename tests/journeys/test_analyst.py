"""The analyst's day: from a filter to a place, from it to a perimeter, and on to an officer's alert."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from alerts.models import SavedPerimeter
from incidents.models import Incident
from messaging.clock import database_now
from tests.browser import PHONE, axe_serious, sign_in
from tests.incidents.making import incident, scatter
from tests.places import OPERA

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THEFTS, BURGLARIES = 40, 3


@pytest.fixture
def _incidents(town: None) -> None:
    """A cluster of shoplifting at Vendôme over the last days, a few burglaries at the Opéra."""
    scatter(THEFTS, metres=60)
    yesterday = database_now() - timedelta(days=1)
    Incident.objects.update(began_at=yesterday, ended_at=yesterday)
    for _ in range(BURGLARIES):
        incident(yesterday, at=OPERA, of="cambriolage")


@pytest.fixture
def desk(guarded_page: Page, live_server: LiveServer, chloe: User, _incidents: None) -> Page:
    """*Analyse* as Chloé opens it, its map drawn."""
    sign_in(guarded_page, chloe, live_server)
    guarded_page.goto(f"{live_server.url}/poste/analyse/")
    drawn(guarded_page)
    return guarded_page


def drawn(page: Page, kind: str = "hexagones") -> None:
    expect(page.locator(f"body[data-ready={kind}]")).to_be_attached()


def total(page: Page) -> str:
    return page.locator("#resultats .count").inner_text()


def test_from_a_filter_to_a_perimeter_to_an_officers_alert(
    desk: Page, live_server: LiveServer, alice: User
) -> None:
    assert total(desk) == str(THEFTS + BURGLARIES)
    desk.locator("#mot-type summary").click()
    desk.get_by_label("Vol à l’étalage").check()
    desk.locator("#mot-type").get_by_role("button", name="Appliquer").click()
    expect(desk).to_have_url(re.compile("type=vol-etalage"))
    drawn(desk)
    assert total(desk) == str(THEFTS)

    desk.locator("#plus-touches button").first.press("Enter")
    expect(desk.locator("#ici")).to_be_focused()
    expect(desk.locator("#ici")).to_contain_text(re.compile(r"\d+ incidents dans cet hexagone"))
    desk.get_by_role("button", name="Créer un périmètre d’alerte ici").click()
    link = desk.get_by_label("Lien à donner à un officier").input_value()
    saved = SavedPerimeter.objects.get()
    assert link.endswith(f"?perimetre={saved.code}")
    assert axe_serious(desk) == []

    sign_in(desk, alice, live_server)
    desk.goto(link)
    expect(desk.locator("body[data-ready]")).to_be_attached()
    expect(desk.locator("#formes > li")).to_have_count(1)
    expect(desk.locator("#nombre")).to_have_text(re.compile(r"[1-9]\d*"))


def test_an_officer_puts_a_kept_perimeter_on_the_map_and_keeps_their_own(
    desk: Page, live_server: LiveServer, alice: User
) -> None:
    sign_in(desk, alice, live_server)
    desk.goto(f"{live_server.url}/poste/alertes/nouvelle/")
    expect(desk.locator("body[data-ready]")).to_be_attached()
    desk.locator("#lieu-cherche").fill("48.8675, 2.3294")
    desk.keyboard.press("Enter")
    expect(desk.locator("#formes > li")).to_have_count(1)

    favourites = desk.locator("#favoris")
    favourites.locator("summary").click()
    expect(favourites.get_by_role("status")).to_have_text("Aucun périmètre gardé pour l’instant.")
    favourites.get_by_role("textbox").fill("Place Vendôme")
    desk.keyboard.press("Enter")
    expect(favourites.get_by_role("listitem")).to_have_count(1)
    desk.locator("[data-tool=clear]").click()
    favourites.get_by_role("button", name="Place Vendôme, gardé par").click()
    expect(desk.locator("#formes > li")).to_have_count(1)
    expect(desk.locator("#nombre")).to_have_text(re.compile(r"[1-9]\d*"))
    expect(desk.locator("body")).not_to_have_class(re.compile("counting"))
    assert axe_serious(desk) == []

    favourites.get_by_role("button", name="Retirer Place Vendôme").click()
    expect(favourites.get_by_role("listitem")).to_have_count(0)


def test_the_map_shows_hexagons_density_or_points_and_the_address_says_which(desk: Page) -> None:
    hexagon = desk.locator("#carte path.hex").first
    expect(hexagon).to_be_visible()
    expect(desk.locator("#legende")).to_contain_text("Incidents par hexagone")

    desk.get_by_role("link", name="Densité").click()
    drawn(desk, "densite")
    expect(desk.locator("#legende")).to_contain_text("50 et plus")
    expect(desk.locator("#carte path.band").first).to_be_visible()

    desk.get_by_role("link", name="Points").click()
    drawn(desk, "points")
    expect(desk.locator("#carte path.dot")).to_have_count(THEFTS + BURGLARIES)
    expect(desk).to_have_url(re.compile("carte=points"))
    desk.reload()
    drawn(desk, "points")


def test_pressing_a_hexagon_says_how_many(desk: Page) -> None:
    desk.get_by_role("link", name="150 m").click()
    expect(desk.locator("#legende")).to_contain_text("largeur 150 m")
    desk.locator("#plus-touches button").first.click()
    count = desk.locator("#plus-touches b").first.inner_text()
    desk.locator("#fermer-ici").click()
    expect(desk.locator("#ici")).to_be_hidden()

    box = desk.locator("#carte").bounding_box()
    assert box is not None
    desk.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(desk.locator("#ici strong")).to_have_text(count)


def test_the_grid_is_walked_by_arrows_and_filters_on_enter(desk: Page) -> None:
    desk.locator("#grille td a").first.focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("#grille a:focus")).to_have_attribute("aria-label", re.compile("^mardi 1.h"))
    desk.keyboard.press("Enter")

    expect(desk).to_have_url(re.compile("jour=1&heure=1(&|$)"))
    expect(desk.locator("#mot-jour summary")).to_contain_text("mardis")
    assert desk.locator("#grille td.on").count() == 1


def test_the_handles_choose_a_period(desk: Page) -> None:
    start = desk.get_by_label("Début de la période")
    start.focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("#periode-choisie")).to_contain_text("Choix : du")
    desk.get_by_role("button", name="Voir cette période").click()

    expect(desk).to_have_url(re.compile("periode=dates.*du="))
    expect(desk.locator("#mot-periode summary")).to_contain_text("du")


def test_a_day_typed_ticks_the_dates_and_a_preset_ticked_empties_them(desk: Page) -> None:
    desk.locator("#mot-periode summary").click()
    desk.get_by_label("Du", exact=True).fill("2026-11-01")
    expect(desk.get_by_label("Entre deux dates")).to_be_checked()
    desk.get_by_label("7 derniers jours").check()
    expect(desk.get_by_label("Du", exact=True)).to_have_value("")
    desk.locator("#mot-periode").get_by_role("button", name="Appliquer").click()

    expect(desk).to_have_url(re.compile("periode=7&"))
    expect(desk.locator("#mot-periode summary")).to_contain_text("7 derniers jours")


@pytest.mark.usefixtures("_incidents")
def test_it_is_a_form_without_script(
    browser: Browser, live_server: LiveServer, chloe: User, browser_context_args: dict
) -> None:
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, chloe, live_server)
    page.goto(f"{live_server.url}/poste/analyse/")
    page.locator("#mot-type summary").click()
    page.get_by_label("Cambriolage").check()
    page.locator("#mot-type").get_by_role("button", name="Appliquer").click()

    expect(page.locator("#resultats .count")).to_have_text(str(BURGLARIES))

    page.locator("#mot-periode summary").click()
    page.get_by_label("Du", exact=True).fill("2026-01-05")
    page.get_by_label("au", exact=True).fill("2026-01-09")
    page.locator("#mot-periode").get_by_role("button", name="Appliquer").click()
    expect(page.locator("#periode-titre")).to_have_text("Du 5 janvier au 9 janvier 2026")
    page.locator("#mot-periode summary").click()
    page.get_by_label("30 derniers jours").check()
    page.locator("#mot-periode").get_by_role("button", name="Appliquer").click()
    expect(page.locator("#mot-periode summary")).to_contain_text("30 derniers jours")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_on_a_phone_too(desk: Page, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.reload()
    drawn(desk)
    assert axe_serious(desk) == []
    desk.set_viewport_size(PHONE)
    desk.reload()
    drawn(desk)
    desk.locator("#mot-heure summary").click()

    assert axe_serious(desk) == []
    width = desk.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
