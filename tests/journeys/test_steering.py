"""At the desk while texts leave: pause and resume, send again to the unknown, read what shops answer."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE, axe_serious
from tests.places import VENDOME
from tests.stack import Product, start_product, stop_product, until

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.gateway]

PASSWORD = "geoalert-demo-2026"
# Slow enough to be stopped half-way, and a gateway that is soon known to be silent.
SLOW = {"GEOALERT_GATEWAY_RATES": "kannel=8", "GEOALERT_GATEWAY_TIMEOUT": "2", "GEOALERT_SUBMIT_GROUP": "4"}
SLOW |= {"GEOALERT_BREAKER_SECONDS": "3", "GEOALERT_UNDO_SECONDS": "1"}


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = start_product(tmp_path_factory.mktemp("slow") / "var", environment=SLOW)
    yield running
    stop_product(running)


@pytest.fixture
def desk(page: Page, slow: Product) -> Page:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{slow.url}/poste/")
    page.get_by_label("Nom d’utilisateur").fill("officier")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    # Not the address, which the sign-in page shares: whoever leaves before the answer is not signed in.
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=15_000)
    return page


def sent(product: Product, folder: Path) -> str:
    """The code of an alert around the place that has just been frozen."""
    x, y = VENDOME
    ring = [[x - 0.006, y - 0.004], [x + 0.006, y - 0.004], [x + 0.006, y + 0.004], [x - 0.006, y - 0.004]]
    file = folder / "vendome.geojson"
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    words = ("--text", "Restez a deux au comptoir. Un doute : 17.", "--as", "officier")
    return str(json.loads(product.manage("send_alert", "--perimeter", str(file), *words))["alert"])


def rows(product: Product, code: str) -> Counter[str]:
    found = json.loads(product.manage("deliveries", "--alert", code, "--json"))
    return Counter(row["state"] for row in found)


@contextmanager
def silent_gateway(product: Product) -> Iterator[None]:
    """Kannel's message box takes connections and answers nothing; then it dies with what it had taken."""
    number = int((product.var / "run" / "smsbox.pid").read_text().split()[0])
    os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(number, signal.SIGKILL)


def test_an_officer_pauses_and_resumes_and_every_phone_rings_once(
    desk: Page, slow: Product, tmp_path: Path
) -> None:
    before, code = len(slow.parts()), sent(slow, tmp_path)
    desk.goto(f"{slow.url}/poste/alertes/{code}/")
    expect(desk.get_by_text("par seconde, fin dans")).to_be_visible(timeout=30_000)

    desk.get_by_role("button", name="Pause").click()
    expect(desk.get_by_role("button", name="Reprendre")).to_be_visible()
    until(lambda: "SUBMITTING" not in rows(slow, code), "what was in flight")
    waiting = rows(slow, code)["QUEUED"]
    assert waiting > 0
    assert axe_serious(desk) == []

    desk.get_by_role("button", name="Reprendre").click()

    expect(desk.get_by_text("Envoyée")).to_be_visible(timeout=60_000)
    until(lambda: set(rows(slow, code)) == {"DELIVERED"}, "all receipts")
    arrived = slow.parts()[before:]
    assert len(arrived) == len({part.number for part in arrived}) == rows(slow, code).total()
    # The map has followed: every dot is that of a text that arrived.
    expect(desk.locator("#points-ok")).to_be_attached(timeout=10_000)
    expect(desk.locator("#points-wait")).to_have_count(0, timeout=10_000)


def test_an_officer_is_told_of_a_silent_gateway_and_sends_again_to_the_unknown(
    desk: Page, slow: Product, tmp_path: Path
) -> None:
    before, code = len(slow.parts()), sent(slow, tmp_path)
    desk.goto(f"{slow.url}/poste/alertes/{code}/")
    with silent_gateway(slow):
        expect(desk.get_by_text("Passerelle « kannel » en panne depuis")).to_be_visible(timeout=90_000)
        assert axe_serious(desk) == []
    expect(desk.get_by_text("Envoyée")).to_be_visible(timeout=90_000)
    frozen = rows(slow, code).total()
    until(lambda: set(rows(slow, code)) == {"DELIVERED", "UNKNOWN"}, "all receipts")
    unknown = rows(slow, code)["UNKNOWN"]
    assert 0 < unknown < frozen
    desk.get_by_role("link", name="Renvoyer").click()
    expect(desk.get_by_text("recevoir deux fois")).to_be_visible()
    assert axe_serious(desk) == []

    desk.get_by_role("button", name="Renvoyer à").click()

    until(lambda: set(rows(slow, code)) == {"DELIVERED"}, "the resend", 60)
    rang = Counter(part.number for part in slow.parts()[before:])
    assert len(rang) == frozen
    assert sum(times - 1 for times in rang.values()) <= unknown


def test_an_officer_reads_what_a_shop_answers(desk: Page, slow: Product, tmp_path: Path) -> None:
    before, code = len(slow.parts()), sent(slow, tmp_path)
    until(lambda: len(slow.parts()) > before, "the first phone")
    slow.write_back(slow.parts()[before].number, "Deux hommes devant ma vitrine")
    desk.goto(f"{slow.url}/poste/reponses/")
    until(lambda: desk.reload() and desk.get_by_text("Deux hommes devant ma vitrine").count(), "the reply")
    assert axe_serious(desk) == []
    desk.set_viewport_size(PHONE)
    desk.emulate_media(color_scheme="dark")
    assert axe_serious(desk) == []
    desk.set_viewport_size({"width": 1366, "height": 768})

    desk.goto(f"{slow.url}/poste/alertes/{code}/")
    expect(desk.get_by_role("heading", name="1 réponse")).to_be_visible()
    desk.get_by_role("link", name="Lire la réponse").click()
    desk.get_by_role("button", name="J’ai lu").click()

    expect(desk.get_by_text("Réponse lue.")).to_be_visible()
    expect(desk.get_by_text("Lue par Alice Morel")).to_be_visible()
