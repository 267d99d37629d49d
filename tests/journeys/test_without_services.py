"""Nothing that others serve is needed: no streets, no addresses, no broker, and the texts still arrive."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geoalert.supervisor import broker
from geoalert.supervisor.process import Child
from tests.stack import Product, prepared_layout, start_product, stop_product, until
from zones.outside import FAILURES

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.gateway]

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Child]:
    child = broker.child(prepared_layout(tmp_path / "broker"))
    child.start()
    yield child
    child.stop()


@pytest.fixture
def deprived(tmp_path: Path, own_broker: Child) -> Iterator[Product]:
    """A product whose streets and addresses are set and silent, and whose broker has just died."""
    layout = prepared_layout(tmp_path / "broker")
    until((layout.sockets / "broker.sock").exists, "the broker's socket")
    silent = {"GEOALERT_GEOCODER_URL": NOBODY, "GEOALERT_STREETS_URL": f"{NOBODY}/{{z}}/{{x}}/{{y}}"}
    environment = {"REDIS_URL": broker.url(layout), **silent}
    product = start_product(tmp_path / "var", environment=environment)
    own_broker.stop()
    yield product
    stop_product(product)


def test_an_officer_without_streets_addresses_or_broker_still_warns_everybody(
    page: Page, deprived: Product
) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.goto(f"{deprived.url}/poste/alertes/nouvelle/")
    page.get_by_label("Nom d’utilisateur").fill("officier")
    page.get_by_label("Mot de passe").fill("geoalert-demo-2026")
    page.keyboard.press("Enter")
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.get_by_text("Ce qui ne va pas")).to_contain_text("envoi immédiat")

    place = page.locator("#lieu-cherche")
    place.fill("16 rue de la paix")
    expect(page.locator("#lieux")).to_contain_text("La recherche d’adresses ne répond pas")
    place.fill("48.8675, 2.3294")
    place.press("Enter")
    expect(page.locator("#formes li")).to_have_count(1)
    # The map asks for streets in vain; what was drawn comes back with the page.
    until(lambda: _failures(deprived) >= FAILURES, "the silence of the streets")
    page.reload()
    expect(page.get_by_text("Ce qui ne va pas")).to_contain_text("rues")
    expect(page.locator("#formes li")).to_have_count(1)
    page.locator(".tile", has_text="Vol par ruse").click()
    page.get_by_label("Lieu, tel qu’il sera lu").fill("place Vendome")
    page.get_by_role("button", name="Vérifier et envoyer").click()
    expect(page.get_by_text("Ce qui ne va pas")).to_contain_text("envoi immédiat")
    announced = page.get_by_role("button", name="Envoyer à").inner_text()
    number = "".join(char for char in announced if char.isdigit())
    if page.locator("#nombre").count():
        page.locator("#nombre").fill(number)
    page.get_by_role("button", name="Envoyer à").click()

    until(lambda: len(deprived.parts()) == int(number), "every phone rang")
    assert len({part.number for part in deprived.parts()}) == int(number)
    assert complaints == []


def _failures(product: Product) -> int:
    """How often the streets' server was asked in vain."""
    file = product.var / "run" / "outside" / "streets.failures"
    return len(file.read_text().split()) if file.exists() else 0
