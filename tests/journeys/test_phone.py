"""The officer's page on a phone: three screens, one at a time, one form."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from alerts.models import Alert
from tests.browser import PHONE, Watch, sign_in
from tests.journeys.officer_page import OfficerPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TARGET = 44
# Links within a sentence, and what Leaflet draws, are not for a thumb.
PRESSED = "button, select, input:not([type=hidden]), summary, .tile, .seg label, .ticklist label, .act a"


@pytest.fixture
def phone(guarded_page: Page, live_server: LiveServer, alice: User) -> OfficerPage:
    guarded_page.set_viewport_size(PHONE)
    return OfficerPage(guarded_page, live_server, alice)


def on_step(phone: OfficerPage, number: int) -> None:
    """Only the sections of this step are seen, and the stepper says so."""
    expect(phone.page.locator(".stepper [aria-current]")).to_contain_text(str(number))
    seen = phone.page.locator("[data-step]").evaluate_all(
        """parts => parts
          .filter(part => part.checkVisibility() || part.querySelector(".input")?.checkVisibility())
          .map(part => part.dataset.step)"""
    )
    assert set(seen) == {str(number)}


def next_step(phone: OfficerPage, name: str) -> None:
    expect(phone.page.locator(".act .btn:visible")).to_have_text(name)
    phone.page.locator(".act .btn:visible").click()


def test_three_steps_lead_to_the_page_that_verifies(phone: OfficerPage) -> None:
    on_step(phone, 1)
    phone.search("48.8675, 2.3294")
    shown = phone.expect_the_domains_count()
    next_step(phone, "Choisir qui prévenir")
    on_step(phone, 2)
    expect(phone.page.locator("#qui")).to_be_focused()
    next_step(phone, "Écrire le message")
    on_step(phone, 3)
    phone.page.get_by_placeholder("Lieu, tel qu").fill("place Vendome")
    phone.page.locator(".tile", has_text="Vol par substitution").click()
    next_step(phone, "Vérifier et envoyer")
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text(f"{shown} abonnés")
    assert Alert.objects.get().previewed_count == shown


@pytest.mark.browser_context_args(has_touch=True, is_mobile=True)
def test_a_tap_on_a_found_place_presses_nothing_under_it(phone: OfficerPage, watch: Watch) -> None:
    watch.expects("/poste/audience/")
    phone.page.get_by_role("combobox", name="Adresse").tap()
    phone.page.keyboard.type("saint")
    options = phone.page.locator("#lieux [role=option]")
    expect(options.nth(3)).to_be_visible()
    button = phone.page.get_by_role("button", name="Rectangle", exact=True).bounding_box()
    assert button is not None
    x, y = button["x"] + button["width"] / 2, button["y"] + button["height"] / 2
    over = "([x, y]) => document.elementFromPoint(x, y).matches('[role=option]')"
    assert phone.page.evaluate(over, [x, y])
    phone.page.touchscreen.tap(x, y)
    expect(phone.page.locator("#lieux")).to_be_hidden()
    expect(phone.chips()).to_have_count(1)
    expect(phone.page.locator(".tools [aria-pressed=true]")).to_have_count(0)


def test_enter_in_a_field_goes_on_to_the_next_step_and_verifies_nothing(phone: OfficerPage) -> None:
    phone.search("48.8675, 2.3294")
    phone.page.get_by_label("Rayon en mètres").fill("400")
    phone.page.keyboard.press("Enter")
    on_step(phone, 2)
    assert not Alert.objects.exists()


def test_the_way_back_keeps_what_was_typed(phone: OfficerPage) -> None:
    phone.search("48.8675, 2.3294")
    shapes = phone.shapes()
    next_step(phone, "Choisir qui prévenir")
    next_step(phone, "Écrire le message")
    phone.page.get_by_label("Texte du SMS").fill("Restez à deux au comptoir.")
    phone.page.go_back()
    on_step(phone, 2)
    phone.page.go_back()
    on_step(phone, 1)
    assert phone.shapes() == shapes
    phone.page.get_by_role("link", name="3 Message").click()
    on_step(phone, 3)
    expect(phone.page.get_by_label("Texte du SMS")).to_have_value("Restez à deux au comptoir.")


def test_an_error_opens_the_step_that_mends_it(phone: OfficerPage, watch: Watch) -> None:
    watch.expects("/poste/alertes/nouvelle/")
    phone.page.get_by_role("link", name="3 Message").click()
    phone.page.get_by_label("Texte du SMS").fill("Restez à deux au comptoir.")
    with phone.page.expect_navigation():
        phone.page.evaluate("alerte.submit()")
    phone.ready()
    expect(phone.page.locator("#erreurs")).to_be_focused()
    on_step(phone, 1)
    phone.page.get_by_role("link", name="Périmètre").click()
    expect(phone.page.get_by_role("combobox", name="Adresse")).to_be_focused()
    phone.page.get_by_role("link", name="Lieu").click()
    on_step(phone, 3)
    expect(phone.page.get_by_placeholder("Lieu, tel qu")).to_be_focused()


def test_a_thumb_finds_every_control(phone: OfficerPage) -> None:
    phone.search("48.8675, 2.3294")
    phone.expect_the_domains_count()
    phone.page.get_by_role("button", name="Zones").click()
    for step in ("1 Où", "2 Qui", "3 Message"):
        phone.page.get_by_role("link", name=step).click()
        small = phone.page.locator(f"main :is({PRESSED}), .act a").evaluate_all(
            """(controls, target) => controls
              .filter(one => one.checkVisibility() && !one.closest(".leaflet-container"))
              .filter(one => !one.matches("label input"))
              .map(one => [one.textContent.trim() || one.id, one.getBoundingClientRect().height])
              .filter(([, height]) => height < target)""",
            TARGET,
        )
        assert small == []
        letters = phone.page.locator("main .input:visible").evaluate_all(
            "fields => fields.map(field => parseFloat(getComputedStyle(field).fontSize))"
        )
        assert all(size >= 16 for size in letters)


def test_the_count_has_one_line_and_the_help_for_keys_comes_with_keys_only(phone: OfficerPage) -> None:
    phone.search("48.8675, 2.3294")
    phone.expect_the_domains_count()
    number, keys = phone.page.locator("#barre-nombre"), phone.page.locator("#raccourcis")
    for step in ("1 Où", "2 Qui", "3 Message"):
        phone.page.get_by_role("link", name=step).click()
        assert number.evaluate("one => one.getClientRects().length") == 1
        width = keys.evaluate("one => one.getBoundingClientRect().width")
        assert width <= 1
    phone.page.get_by_role("button", name="Vérifier et envoyer").focus()
    phone.page.keyboard.press("Shift+Tab")
    expect(keys.locator("summary")).to_be_focused()
    assert keys.evaluate("one => one.getBoundingClientRect().width") > 1
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_role("heading", name="Au clavier")).to_be_visible()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_scripts_everything_stands_in_one_column(
    browser: Browser, live_server: LiveServer, alice: User, geography: None
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    sign_in(page, alice, live_server)
    page.goto(f"{live_server.url}/poste/alertes/nouvelle/")
    for name in ("Où", "Qui", "Quoi", "Quel message"):
        expect(page.get_by_role("heading", name=name).first).to_be_visible()
    expect(page.get_by_role("button", name="Vérifier et envoyer")).to_be_visible()
    expect(page.get_by_role("link", name="Choisir qui prévenir")).to_be_hidden()
    context.close()
