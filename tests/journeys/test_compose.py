"""An officer draws a perimeter and writes, in a real Chromium, by mouse and by keyboard."""

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from alerts.models import Alert
from subscribers.models import Subscriber
from tests.browser import DESK, PHONE, Watch, axe_serious
from tests.geocoder import Geocoder
from tests.journeys.officer_page import OfficerPage
from tests.places import VENDOME
from zones.perimeters import compose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNT = "/poste/audience/"
SQUARE = ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7))
BOW = ((0.3, 0.3), (0.7, 0.7), (0.7, 0.3), (0.3, 0.7))


@pytest.fixture
def desk(guarded_page: Page, live_server: LiveServer, alice: User) -> OfficerPage:
    return OfficerPage(guarded_page, live_server, alice)


@pytest.fixture
def vendome(desk: OfficerPage) -> OfficerPage:
    """The map looks at Place Vendôme, and nothing is drawn."""
    desk.search("48.8675, 2.3294")
    expect(desk.chips()).to_have_count(1)
    desk.tool("Tout effacer")
    expect(desk.chips()).to_have_count(0)
    return desk


def test_a_polygon_drawn_by_mouse_counts_what_the_domain_counts(vendome: OfficerPage) -> None:
    vendome.draw_polygon(*SQUARE)
    assert vendome.expect_the_domains_count() > 10
    assert compose(vendome.shapes()).geometry.contains(Point(*VENDOME, srid=4326))


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
    desk.search("montreuil")
    (shape,) = desk.shapes()
    assert (shape["type"], shape["kind"]) == ("zone", "commune")


def test_a_silent_geocoder_is_said_and_coordinates_still_work(desk: OfficerPage) -> None:
    field = desk.page.get_by_role("combobox", name="Adresse, commune")
    field.focus()
    desk.page.keyboard.type("16 rue de la paix")
    expect(desk.page.locator("#lieux")).to_contain_text("La recherche d’adresses ne répond pas")
    field.fill("")
    desk.search("48.8675, 2.3294")
    assert desk.expect_the_domains_count() > 10


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


def test_a_place_found_by_keyboard_makes_a_circle_that_the_number_field_widens(desk: OfficerPage) -> None:
    desk.search("48.8675, 2.3294")
    first = desk.expect_the_domains_count()
    assert desk.shapes()[0]["radius"] == 300
    desk.page.get_by_label("Rayon en mètres").fill("900")
    expect(desk.chips().first).to_contain_text("900 m")
    assert desk.expect_the_domains_count() > first


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
    desk.page.wait_for_function("() => sessionStorage.getItem('geoalert:brouillon') === null")
    desk.page.goto(desk.page.url.split("/poste/")[0] + "/poste/alertes/nouvelle/")
    desk.ready()
    assert desk.shapes() == []


def test_an_expired_session_loses_nothing(desk: OfficerPage) -> None:
    desk.search("48.8675, 2.3294")
    desk.page.get_by_label("Texte du SMS").fill("Restez à deux au comptoir. 17.")
    desk.page.get_by_placeholder("Lieu, tel qu").fill("place Vendome")
    shapes = desk.shapes()
    # Every answer renews the cookie of the session: the last one must be in.
    desk.page.wait_for_load_state("networkidle")
    desk.page.context.clear_cookies(name="sessionid")
    desk.page.reload()
    expect(desk.page).to_have_title("Se connecter – geoalert")
    desk.page.get_by_label("Nom d’utilisateur").fill("officier")
    desk.page.get_by_label("Mot de passe").fill("geoalert-demo-2026")
    desk.page.keyboard.press("Enter")
    desk.ready()
    assert desk.shapes() == shapes
    expect(desk.page.get_by_label("Texte du SMS")).to_have_value("Restez à deux au comptoir. 17.")
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
