"""A shopkeeper in the whole product: enrol, be validated, be warned, stop, and be left alone."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.shopkeeper_phone import SMALL, ShopkeeperPhone
from tests.stack import Product, until

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.gateway]

PASSWORD = "geoalert-demo-2026"
ALERT = "Essai pour un commerce. Un doute : 17."
FREE_NUMBER = """
from messaging import addresses; from subscribers.models import Contact
taken = {bytes(h) for h in Contact.objects.values_list("address_hash", flat=True)}
numbers = (f"+3363998{n:04d}" for n in range(10_000))
print([n for n in numbers if addresses.fingerprint(n) not in taken][%d])
"""
JOURNAL = "from accounts.models import JournalEntry; print([e.details for e in JournalEntry.objects.all()])"


@pytest.fixture
def shopkeeper(page: Page, product: Product) -> Iterator[ShopkeeperPhone]:
    """Console errors (but those of answers 422, which are ours), and other hosts, fail the test."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on(
        "request",
        lambda asked: asked.url.startswith((product.url, "data:", "blob:")) or complaints.append(asked.url),
    )
    page.set_viewport_size(SMALL)
    yield ShopkeeperPhone(page, product, product.manage("shell", "-v0", "-c", FREE_NUMBER % 0).strip())
    assert complaints == []


def validate(browser: Browser, product: Product, name: str) -> None:
    """The demo officer finds the business among those who wait, and validates it."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{product.url}/poste/")
    page.get_by_label("Nom d’utilisateur").fill("officier")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("body[data-ready]")).to_be_attached(timeout=15_000)
    page.get_by_role("link", name=re.compile("Abonnés")).click()
    page.get_by_label("Nom, rue ou commune").fill(name)
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Valider ce commerce").click()
    expect(page.get_by_text("est validé")).to_be_visible()
    context.close()


def send_alert(product: Product, around: tuple[float, float]) -> int:
    """How many the officer's alert was frozen for, once it has left."""
    x, y = around
    ring = [[x - 0.0009, y - 0.0006], [x + 0.0009, y - 0.0006], [x, y + 0.0009], [x - 0.0009, y - 0.0006]]
    file = product.var.parent / "shop.geojson"
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    arguments = ("send_alert", "--perimeter", str(file), "--text", ALERT, "--as", "officier", "--wait")
    return int(json.loads(product.manage(*arguments))["frozen"])


def test_a_shop_enrols_is_warned_stops_and_is_left_alone(
    shopkeeper: ShopkeeperPhone, product: Product, browser: Browser
) -> None:
    phone, page = shopkeeper, shopkeeper.page
    phone.describe_business("Bijouterie du Quai")
    phone.place("4 place du Louvre", "75101")
    code = phone.prove()
    page.get_by_role("button", name="Vérifier").click()
    phone.look()
    page.get_by_label("J’ai lu, et j’accepte").check()
    page.get_by_role("button", name="Inscrire mon commerce").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est fait : votre commerce est inscrit.")
    phone.look()
    around = _where(product)

    validate(browser, product, "Bijouterie du Quai")
    assert "est validé" in phone.next_text(1)
    frozen = send_alert(product, around)
    assert phone.next_text(2).startswith(ALERT)

    product.write_back(phone.number, "Arrêt.")
    assert "vous ne recevrez plus" in phone.next_text(3)
    if frozen > 1:
        assert send_alert(product, around) == frozen - 1
    assert len(phone.texts()) == 4
    _nothing_leaked(phone, product, code)


def test_by_page_a_shop_stops_too(shopkeeper: ShopkeeperPhone, product: Product) -> None:
    phone, page = shopkeeper, shopkeeper.page
    phone.number = product.manage("shell", "-v0", "-c", FREE_NUMBER % 1).strip()
    page.goto(f"{product.url}/conseils/")
    page.get_by_role("link", name="Ne plus recevoir").click()
    phone.look()
    phone.prove()
    page.get_by_role("button", name="Arrêter les alertes").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("C’est fait : vous ne recevrez plus d’alertes.")
    product.write_back(phone.number, "START")
    until(lambda: "START" in product.manage("shell", "-v0", "-c", MEANINGS), "the reply")


MEANINGS = "from messaging.models import InboundMessage as M; print(list(M.objects.values_list('meaning')))"
WHERE = "from subscribers.models import Subscriber as S; print(*S.objects.order_by('-pk')[0].location.coords)"


def _where(product: Product) -> tuple[float, float]:
    x, y = product.manage("shell", "-v0", "-c", WHERE).split()
    return float(x), float(y)


def _nothing_leaked(phone: ShopkeeperPhone, product: Product, code: str) -> None:
    """No log, page or journal entry of this run holds the number or the code."""
    digits = phone.number[3:]
    spaced = " ".join(["0" + digits[:1], *(digits[at : at + 2] for at in range(1, 9, 2))])
    logs = [file.read_text(errors="replace") for file in (product.var / "log").iterdir()]
    up = product.var.parent / f"{product.var.name}.log"
    pages = [re.sub(r'value="\w{64}"', "", html) for html in phone.seen]
    for text in (*logs, up.read_text(), *pages, product.manage("shell", "-v0", "-c", JOURNAL)):
        assert digits not in text
        assert spaced not in text
        # Six digits after a point are those of a second, or of a degree.
        assert not re.search(rf"(?<![\d.]){code}(?!\d)", text)
