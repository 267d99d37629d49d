"""The officer's page as its user sees it: what can be pressed, and what is read off it."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from alerts import audience
from messaging.clock import database_now
from tests.browser import sign_in
from zones.perimeters import compose

Corner = tuple[float, float]


class OfficerPage:
    """*Nouvelle alerte*, open and ready; `corner` arguments are parts of the map's width and height."""

    def __init__(self, page: Page, live_server: LiveServer, user: User) -> None:
        self.page = page
        sign_in(page, user, live_server)
        page.goto(f"{live_server.url}/poste/alertes/nouvelle/")
        self.ready()

    def ready(self) -> None:
        expect(self.page.locator("body[data-ready]")).to_be_attached()

    def sign_in_again(self) -> None:
        """The session expires, as the next page shows; the officer comes back by the login page."""
        # Every answer renews the cookie of the session: the last one must be in.
        self.page.wait_for_load_state("networkidle")
        self.page.context.clear_cookies(name="sessionid")
        self.page.reload()
        expect(self.page).to_have_title("Se connecter – geoalert")
        self.page.get_by_label("Nom d’utilisateur").fill("officier")
        self.page.get_by_label("Mot de passe").fill("geoalert-demo-2026")
        self.page.keyboard.press("Enter")
        self.ready()

    def search(self, words: str) -> None:
        """Type into the place field and press Enter at once, as somebody in a hurry does."""
        field = self.page.get_by_role("combobox", name="Adresse, commune")
        field.focus()
        self.page.keyboard.type(words)
        chips = self.chips().count()
        self.page.keyboard.press("Enter")
        expect(self.chips()).to_have_count(chips + 1)

    def tool(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def click_map(self, corner: Corner) -> None:
        x, y = self.at(corner)
        self.page.mouse.move(x, y)
        self.page.mouse.click(x, y)

    def at(self, corner: Corner) -> Corner:
        box = self.page.locator("#carte").bounding_box()
        assert box is not None
        return box["x"] + corner[0] * box["width"], box["y"] + corner[1] * box["height"]

    def drag(self, *fingers: Corner, by: Corner = (-105, 0)) -> None:
        """Fingers put down on parts of the map, moved together by pixels, and taken up."""
        places = [self.at(finger) for finger in fingers]
        hand = self.page.context.new_cdp_session(self.page)
        for step in range(8):
            dx, dy = by[0] * step / 7, by[1] * step / 7
            points = [{"x": x + dx, "y": y + dy, "id": number} for number, (x, y) in enumerate(places)]
            kind = "touchMove" if step else "touchStart"
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def draw_polygon(self, *corners: Corner) -> None:
        chips = self.chips().count()
        self.tool("Polygone")
        for corner in (*corners, corners[0]):
            self.click_map(corner)
        expect(self.chips()).to_have_count(chips + 1)

    def chips(self) -> Locator:
        return self.page.locator("#formes > li")

    def shapes(self) -> list[dict[str, Any]]:
        """What the form would post."""
        posted: list[dict[str, Any]] = json.loads(self.page.locator("#id_shapes").input_value())
        return posted

    def expect_the_domains_count(self) -> int:
        """The number shown becomes the one that the domain counts for the shapes posted."""
        perimeter = compose(self.shapes()).geometry
        found = audience.count(perimeter=perimeter, profession_codes=None, now=database_now())
        self.expect_count(str(found.recipients))
        return found.recipients

    def expect_count(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_have_class(re.compile("counting"))
        expect(self.page.locator("#nombre")).to_have_text(text)
