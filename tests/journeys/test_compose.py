"""An officer finds a place, counts, writes and verifies, in a real Chromium, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from accounts.models import User
from alerts.models import Alert
from alerts.saved_perimeters import save_perimeter
from messaging.clock import database_now
from subscribers.models import Subscriber
from tests.browser import DESK, PHONE, Watch, axe_serious
from tests.geocoder import Geocoder
from tests.journeys.officer_page import OfficerPage
from zones.perimeters import compose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_address_and_enter_draw_a_circle_and_name_the_street(
    geocoder: Geocoder, desk: OfficerPage
) -> None:
    desk.search("16 rue de la paix")
    assert desk.expect_the_domains_count() > 10
    (shape,) = desk.shapes()
    assert (shape["type"], shape["center"], shape["radius"]) == ("circle", [2.331036, 48.869211], 300)
    expect(desk.page.locator("#id_place")).to_have_value("Rue de la Paix, Paris 2e")


def test_names_are_there_while_addresses_are_still_on_their_way(
    geocoder: Geocoder, desk: OfficerPage
) -> None:
    geocoder.released.clear()
    desk.search("paris 2e")
    (shape,) = desk.shapes()
    assert (shape["type"], shape["kind"], shape["code"]) == ("zone", "commune", "75102")
    desk.expect_the_domains_count()


def test_a_silent_geocoder_is_said_and_coordinates_still_work(desk: OfficerPage) -> None:
    field = desk.page.get_by_role("combobox", name="Adresse, commune")
    field.focus()
    desk.page.keyboard.type("16 rue de la paix")
    expect(desk.page.locator("#lieux")).to_contain_text("La recherche d’adresses ne répond pas")
    field.fill("")
    desk.search("48.8675, 2.3294")
    assert desk.expect_the_domains_count() > 10


def test_a_place_found_by_keyboard_makes_a_circle_that_the_number_field_widens(desk: OfficerPage) -> None:
    desk.search("48.8675, 2.3294")
    first = desk.expect_the_domains_count()
    assert desk.shapes()[0]["radius"] == 300
    desk.page.get_by_label("Rayon en mètres").fill("900")
    expect(desk.chips().first).to_contain_text("900 m")
    assert desk.expect_the_domains_count() > first


def test_nobody_inside_says_how_far_the_nearest_is_and_widens_to_them(desk: OfficerPage) -> None:
    desk.search("48.8638, 2.3262")
    desk.page.get_by_label("Rayon en mètres").fill("50")
    desk.expect_count("0")
    expect(desk.page.locator("#dont")).to_contain_text("Personne ici : le plus proche est à")
    desk.page.get_by_role("button", name="Élargir à").click()
    expect(desk.page.get_by_role("button", name="Élargir à")).to_be_hidden()
    assert desk.shapes()[0]["radius"] % 100 == 0
    assert desk.expect_the_domains_count() > 0


def test_a_zone_is_left_out_from_the_list(desk: OfficerPage) -> None:
    desk.search("48.8675, 2.3294")
    before = desk.expect_the_domains_count()
    desk.page.locator("#liste-zones summary").click()
    desk.page.get_by_label("Filtrer les zones").fill("paris 1er")
    out = desk.page.get_by_role("button", name="Exclure Paris 1er arrondissement (commune)")
    out.click()
    expect(out).to_have_attribute("aria-pressed", "true")
    assert [shape["sign"] for shape in desk.shapes()] == ["include", "exclude"]
    assert desk.expect_the_domains_count() < before
    out.click()
    expect(desk.chips()).to_have_count(1)


def test_each_circle_has_its_radius(desk: OfficerPage) -> None:
    desk.search("48.8675, 2.3294")
    desk.search("48.8738, 2.3320")
    desk.chips().first.get_by_role("button", name="Cercle 300 m", exact=True).click()
    radius = desk.page.get_by_label("Rayon en mètres")
    expect(radius).to_be_focused()
    radius.fill("500")
    assert [shape["radius"] for shape in desk.shapes()] == [500, 300]


def test_shortcuts_find_the_field_and_stay_out_of_what_is_typed(desk: OfficerPage) -> None:
    search = desk.page.get_by_role("combobox", name="Adresse")
    desk.page.get_by_label("Texte du SMS").fill("Appelez le 17 / ")
    desk.page.keyboard.press("End")
    desk.page.keyboard.type("/?")
    expect(desk.page.get_by_label("Texte du SMS")).to_have_value("Appelez le 17 / /?")
    desk.page.get_by_role("button", name="Cercle", exact=True).focus()
    desk.page.keyboard.press("/")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    desk.page.get_by_role("button", name="Cercle", exact=True).focus()
    desk.page.keyboard.press("?")
    expect(desk.page.get_by_role("heading", name="Au clavier")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_role("heading", name="Au clavier")).to_be_hidden()


def test_the_list_is_opened_on_demand(desk: OfficerPage) -> None:
    desk.search("paris 8e, secteur")
    desk.page.get_by_role("button", name="Voir la liste").click()
    inside = Subscriber.objects.inside(compose(desk.shapes()).geometry).count()
    expect(desk.page.get_by_role("row")).to_have_count(1 + inside)
    desk.page.get_by_role("button", name="Retirer Paris 8e").click()
    expect(desk.page.get_by_role("row")).to_have_count(0)


def test_an_address_a_template_and_one_click_reach_the_page_that_verifies(desk: OfficerPage) -> None:
    desk.search("48.8675, 2.3294")
    shown = desk.expect_the_domains_count()
    desk.page.get_by_placeholder("Lieu, tel qu").fill("place Vendôme")
    desk.page.locator(".tile", has_text="Vol par substitution").click()
    expect(desk.page.locator("#compteur")).to_contain_text("1 SMS")
    expect(desk.page.locator("#remplace")).to_contain_text("Vendôome")
    desk.page.get_by_role("button", name="Vérifier et envoyer").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text(f"{shown} abonnés")
    assert Alert.objects.get().previewed_count == shown
    desk.page.wait_for_function("() => JSON.parse(sessionStorage.getItem('geoalert:brouillon')).taken")
    desk.page.go_back()
    desk.ready()
    expect(desk.page.get_by_placeholder("Lieu, tel qu")).to_have_value("place Vendôme")
    expect(desk.chips()).to_have_count(1)
    assert desk.expect_the_domains_count() == shown
    desk.page.get_by_role("button", name="Vérifier et envoyer").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text(f"{shown} abonnés")
    assert Alert.objects.count() == 1
    desk.page.wait_for_function("() => JSON.parse(sessionStorage.getItem('geoalert:brouillon')).taken")
    desk.page.goto(desk.page.url.split("/poste/")[0] + "/poste/alertes/nouvelle/")
    desk.ready()
    assert desk.shapes() == []


def test_a_template_follows_the_place_after_an_error_an_edit_and_an_expired_session(
    desk: OfficerPage, watch: Watch
) -> None:
    watch.expects("/poste/alertes/nouvelle/")
    text, place = desk.page.get_by_label("Texte du SMS"), desk.page.get_by_placeholder("Lieu, tel qu")
    verify = desk.page.get_by_role("button", name="Vérifier et envoyer")
    desk.search("48.8675, 2.3294")
    desk.page.locator(".tile", has_text="Vol par substitution").click()
    expect(text).to_have_value(re.compile("{lieu}"))
    verify.click()
    expect(desk.page.locator("#erreurs")).to_contain_text("Dites le lieu")
    desk.ready()
    place.fill("rue de la Paix")
    expect(text).to_have_value(re.compile("substitution rue de la Paix à"))
    verify.click()
    expect(desk.page.locator(".phone")).to_contain_text("substitution rue de la Paix à")
    desk.page.get_by_role("link", name="Modifier", exact=True).click()
    desk.ready()
    place.fill("place Vendome")
    expect(text).to_have_value(re.compile("substitution place Vendome à"))
    desk.sign_in_again()
    place.fill("rue de Castiglione")
    expect(text).to_have_value(re.compile("substitution rue de Castiglione à"))


def test_a_text_changed_by_hand_no_longer_follows_and_the_tiles_say_so(desk: OfficerPage) -> None:
    text, place = desk.page.get_by_label("Texte du SMS"), desk.page.get_by_placeholder("Lieu, tel qu")
    tile = desk.page.get_by_role("radio", name="Vol par substitution")
    place.fill("place Vendome")
    desk.page.locator(".tile", has_text="Vol par substitution").click()
    text.press("End")
    text.press_sequentially("!")
    expect(desk.page.get_by_role("radio", name="Texte libre")).to_be_checked()
    place.fill("rue de Castiglione")
    expect(text).to_have_value(re.compile("place Vendome à .*!$"))
    text.press("End")
    text.press("Backspace")
    expect(tile).to_be_checked()
    desk.page.reload()
    desk.ready()
    place.fill("rue de la Paix")
    expect(text).to_have_value(re.compile("substitution rue de la Paix à"))


def test_an_expired_session_loses_nothing(desk: OfficerPage) -> None:
    desk.search("48.8675, 2.3294")
    desk.page.get_by_label("Texte du SMS").fill("Restez à deux au comptoir. 17.")
    desk.page.get_by_placeholder("Lieu, tel qu").fill("place Vendome")
    shapes = desk.shapes()
    desk.sign_in_again()
    assert desk.shapes() == shapes
    expect(desk.page.get_by_label("Texte du SMS")).to_have_value("Restez à deux au comptoir. 17.")
    desk.expect_the_domains_count()


def test_a_kept_perimeter_survives_a_reload_and_yesterdays_draft_does_not_come_back(
    desk: OfficerPage, alice: User
) -> None:
    desk.search("48.8738, 2.3320")
    desk.page.get_by_label("Texte du SMS").fill("Hier.")
    shapes = [{"type": "circle", "sign": "include", "center": [2.3294, 48.8675], "radius": 150}]
    saved = save_perimeter(author=alice, name="Vendôme", shapes=shapes, now=database_now())
    desk.page.goto(f"{desk.page.url}?perimetre={saved.code}")
    desk.ready()
    assert [shape["radius"] for shape in desk.shapes()] == [150]
    desk.expect_the_domains_count()
    desk.page.reload()
    desk.ready()
    assert [shape["radius"] for shape in desk.shapes()] == [150]
    expect(desk.page.get_by_label("Texte du SMS")).to_have_value("")
    desk.expect_the_domains_count()


@pytest.mark.parametrize("letters", ["Liberation Sans", "DejaVu Sans"])
def test_the_whole_desk_fits_one_screen(desk: OfficerPage, letters: str) -> None:
    """With letters as wide as those of Arial, and with the widest that a desk may have."""
    desk.page.evaluate(
        "letters => document.documentElement.style.setProperty('--font', `'${letters}'`)", letters
    )
    desk.search("48.8675, 2.3294")
    desk.page.get_by_placeholder("Lieu, tel qu").fill("place Vendome")
    desk.page.locator(".tile", has_text="Vol par substitution").click()
    desk.expect_the_domains_count()
    expect(desk.page.locator("#compteur")).to_contain_text("SMS")
    panel = desk.page.locator(".panel")
    assert panel.evaluate("panel => panel.scrollHeight - panel.clientHeight") <= 0
    assert desk.page.evaluate("document.documentElement.scrollHeight") <= DESK["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_is_for_everybody(desk: OfficerPage, size: ViewportSize, scheme: str) -> None:
    desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.page.set_viewport_size(size)
    desk.search("48.8675, 2.3294")
    desk.expect_the_domains_count()
    desk.page.locator("#liste-zones summary").click()
    expect(desk.page.locator(".zone-list li").first).to_be_visible()
    assert axe_serious(desk.page) == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
