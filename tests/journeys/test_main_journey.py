"""The main job in the whole product: draw, count, write, confirm, send, receive, read."""

import json
import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, axe_serious
from tests.places import VENDOME
from tests.stack import Product, until

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.gateway]

PASSWORD = "geoalert-demo-2026"


@pytest.fixture
def desk(page: Page, product: Product) -> Page:
    """Signed in as the demo officer; console errors and requests to other hosts fail the test."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on(
        "request",
        lambda request: (
            request.url.startswith((product.url, "data:", "blob:")) or complaints.append(request.url)
        ),
    )
    page.goto(f"{product.url}/poste/")
    page.get_by_label("Nom d’utilisateur").fill("officier")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=15_000)
    yield page  # type: ignore[misc]
    assert complaints == []


def settled_count(page: Page) -> int:
    """The number on the page once it is up to date."""
    number = page.locator("#nombre")
    expect(number).not_to_have_text("0")
    expect(page.locator("body")).not_to_have_class(re.compile("counting"))
    return int("".join(char for char in number.inner_text() if char.isdigit()))


def draw_around_vendome(page: Page) -> None:
    """Show the place, then draw four corners by mouse and close on the first."""
    place = page.locator("#lieu-cherche")
    place.fill(f"{VENDOME[1]}, {VENDOME[0]}")
    expect(page.locator("#lieux [role=option]").first).to_be_visible()
    place.press("Enter")
    settled_count(page)
    page.get_by_role("button", name="Tout effacer").click()
    expect(page.locator("#nombre")).to_have_text("0")
    page.get_by_role("button", name="Polygone").click()
    box = page.locator("#carte").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in ((-140, -110), (140, -110), (150, 100), (-130, 110), (-140, -110)):
        page.mouse.move(x + dx, y + dy, steps=4)
        page.mouse.click(x + dx, y + dy)
    # The count runs while the shape is drawn: what is read must be that of the finished one.
    expect(page.locator("#formes li")).to_have_count(1)


def test_an_officer_draws_sends_and_every_phone_rings_once(desk: Page, product: Product) -> None:
    page, before = desk, len(product.parts())
    draw_around_vendome(page)
    announced = settled_count(page)
    assert announced > 10

    page.get_by_text("Vol par substitution", exact=True).last.click()
    page.get_by_label("Lieu, tel qu’il sera lu").fill("place Vendome")
    expect(page.locator("#compteur")).to_contain_text("1 SMS")
    page.get_by_role("button", name="Vérifier et envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{announced} abonnés recevront ce SMS")
    typed = page.locator("#nombre")
    if typed.count():
        typed.fill(str(announced))
    page.get_by_role("button", name=f"Envoyer à {announced}").click()
    expect(page.get_by_text("Envoi dans")).to_be_visible()

    expect(page.get_by_text("Envoyée")).to_be_visible(timeout=40_000)
    expect(page.get_by_text(f"{announced} + 0 + 0 + 0 + 0 = {announced}.")).to_be_visible(timeout=30_000)
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    rows = json.loads(product.manage("deliveries", "--alert", code, "--json"))
    assert Counter(row["state"] for row in rows) == {"DELIVERED": announced}
    arrived = product.parts()[before:]
    assert len(arrived) == len({part.number for part in arrived}) == announced
    assert len({part.text for part in arrived}) == 1

    link = re.search(r"127\.0\.0\.1:\d+/a/\w{10}$", arrived[0].text)
    assert link is not None
    assert link[0].endswith(code)
    page.goto(f"http://{link[0]}")
    expect(page.get_by_text("ALERTE EN COURS")).to_be_visible()
    expect(page.get_by_text("Une pièce à la fois.").first).to_be_visible()


def test_an_officer_changes_their_mind_within_ten_seconds(desk: Page, product: Product) -> None:
    page, before = desk, len(product.parts())
    draw_around_vendome(page)
    announced = settled_count(page)
    page.get_by_text("Vol par ruse", exact=True).last.click()
    page.get_by_label("Lieu, tel qu’il sera lu").fill("place Vendome")
    page.get_by_role("button", name="Vérifier et envoyer").click()
    # The page before has a #nombre of its own.
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{announced} abonnés recevront ce SMS")
    typed = page.locator("#nombre")
    if typed.count():
        typed.fill(str(announced))
    page.get_by_role("button", name=f"Envoyer à {announced}").click()

    page.get_by_role("button", name="Annuler l’envoi").click()

    expect(page.get_by_text("Annulée par Alice Morel")).to_be_visible()
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    rows = json.loads(product.manage("deliveries", "--alert", code, "--json"))
    assert {row["state"] for row in rows} == {"SKIPPED_STOPPED"}
    assert len(product.parts()) == before


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/poste/alertes/nouvelle/", "/poste/alertes/", "/poste/demo/telephones/", "/poste/mot-de-passe/"],
)
def test_every_staff_page_is_accessible(
    desk: Page, product: Product, path: str, scheme: str, size: dict
) -> None:
    desk.set_viewport_size(size)
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.goto(product.url + path)

    assert axe_serious(desk) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/conseils/", "/conseils/bijouteries/", "/a/aaaaaaaaaa", "/poste/connexion/"]
)
def test_every_public_page_is_accessible_and_fits_320_px(
    page: Page, product: Product, path: str, scheme: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(product.url + path)

    assert axe_serious(page) == []
    width = page.locator("html").bounding_box()
    assert width is not None
    assert width["width"] <= 320


def test_send_alert_from_the_command_line_waits_for_the_end(product: Product, tmp_path: object) -> None:
    file = product.var.parent / "vendome.geojson"
    x, y = VENDOME
    ring = [[x - 0.002, y - 0.001], [x + 0.002, y - 0.001], [x, y + 0.001], [x - 0.002, y - 0.001]]
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    counted = json.loads(product.manage("audience", "--perimeter", str(file), "--json"))["count"]

    answer = json.loads(
        product.manage(
            *("send_alert", "--perimeter", str(file), "--text", "Essai. Un doute : 17."),
            *("--as", "officier", "--wait"),
        )
    )

    assert answer["frozen"] == counted == sum(answer["states"].values())
    until(
        lambda: counted == _delivered(product, answer["alert"]),
        "all receipts",
    )


def _delivered(product: Product, code: str) -> int:
    rows = json.loads(product.manage("deliveries", "--alert", code, "--json"))
    return sum(row["state"] == "DELIVERED" for row in rows)
