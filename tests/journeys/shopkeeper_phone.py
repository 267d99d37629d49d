"""A shopkeeper's phone: a small browser, and the SMS that its number receives."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests.browser import axe_serious
from tests.stack import Product, until

SMALL = {"width": 360, "height": 640}
NARROW = {"width": 320, "height": 640}


@dataclass
class ShopkeeperPhone:
    """`seen` collects the HTML of every page, to be searched for what must not be there."""

    page: Page
    product: Product
    number: str
    seen: list[str] = field(default_factory=list)

    def texts(self) -> list[str]:
        """What arrived, from the log that the phone network wrote."""
        return [part.text for part in self.product.parts() if part.number == self.number]

    def next_text(self, before: int) -> str:
        until(lambda: len(self.texts()) > before, "an SMS")
        return self.texts()[before]

    def look(self) -> None:
        """The page is fit for everybody, light and dark, also at 320 px."""
        self.seen.append(self.page.content())
        for scheme in ("dark", "light"):
            # A colour half-way through its transition has no contrast to measure.
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.set_viewport_size(NARROW)
            found = axe_serious(self.page)
            assert found == [], found
            assert self.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        self.page.set_viewport_size(SMALL)

    def describe_business(self, name: str) -> None:
        self.page.goto(f"{self.product.url}/")
        self.page.get_by_role("link", name="Inscrire mon commerce").click()
        self.page.get_by_label("Nom du commerce").fill(name)
        self.page.locator(".tile", has_text="Bijouterie").click()
        self.look()
        self.page.get_by_role("button", name="Continuer").click()

    def place(self, address: str, commune: str) -> None:
        """No geocoder here: the commune, then the pin, dragged a step to the north."""
        self.page.get_by_label("Adresse").fill(address)
        self.page.get_by_role("button", name="Chercher cette adresse").click()
        expect(self.page.get_by_text("ne répond pas")).to_be_visible()
        self.page.get_by_label("Commune ou arrondissement").select_option(commune)
        self.look()
        self.page.get_by_role("button", name="Placer le repère").click()
        expect(self.page.locator(".leaflet-marker-icon.pin")).to_be_visible()
        self.look()
        self.page.get_by_role("button", name="Nord").click()
        expect(self.page.locator(".leaflet-marker-icon.pin")).to_be_visible()
        self.page.get_by_role("button", name="Oui, c’est ma porte").click()

    def pin(self) -> tuple[float, float]:
        """Longitude and latitude that the form carries."""
        fields = [self.page.locator(f"input[name={name}]") for name in ("longitude", "latitude")]
        return tuple(float(one.input_value()) for one in fields)  # type: ignore[return-value]

    def prove(self) -> str:
        """Give the number, read the code where the phone shows it, type it; returns the code."""
        before = len(self.texts())
        self.page.get_by_label("Numéro de mobile").fill(f"0{self.number[3:]}")
        self.page.get_by_role("button", name="Recevoir un code").click()
        found = re.match(r"\d{6}", self.next_text(before))
        assert found is not None
        self.look()
        self.page.get_by_label("Code reçu par SMS").fill(found[0])
        return found[0]
