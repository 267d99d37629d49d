"""A real Chromium that complains: about console errors, refused content and requests to other hosts.

`guarded_page` opens on the live server with the officers' geography loaded; at the end of the test it
fails if the page erred. Chromium writes an error for every fetch answered 422: a test that provokes a
refusal says so with `watch.expects(path)`.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

# Playwright's synchronous interface runs a loop of its own in the test's thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
LOCAL_SCHEMES = {"data", "blob", "about"}
# Milliseconds for what a page is going to show: five seconds are few where every core is busy.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium where there is one, else Playwright's."""
    found = next((path for path in BROWSERS if Path(path).exists()), None)
    chosen = {"executable_path": found} if found else {}
    arguments = ["--no-sandbox", "--disable-background-networking", "--lang=fr-FR"]
    return {**browser_type_launch_args, **chosen, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": DESK, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@dataclass
class Watch:
    """What the pages of one test did that they should not."""

    origin: str
    complaints: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def expects(self, path: str) -> None:
        """Answers 422 from this path are part of the test."""
        self.expected.add(path)

    def hear(self, message: ConsoleMessage) -> None:
        place = str(message.location.get("url", ""))
        refused = "status of 422" in message.text and urlsplit(place).path in self.expected
        if message.type == "error" and not refused:
            self.complaints.append(f"console: {message.text} ({place})")

    def see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL_SCHEMES and not request.url.startswith(self.origin):
            self.complaints.append(f"request to another host: {request.url}")

    def follow(self, page: Page) -> None:
        page.on("console", self.hear)
        page.on("request", self.see)
        page.on("pageerror", self.err)

    def leave(self, page: Page) -> None:
        """Stop following a page that goes on to other tests."""
        page.remove_listener("console", self.hear)
        page.remove_listener("request", self.see)
        page.remove_listener("pageerror", self.err)

    def err(self, error: object) -> None:
        self.complaints.append(f"exception: {error}")


@pytest.fixture
def watch(page: Page, live_server: LiveServer) -> Iterator[Watch]:
    watch = Watch(origin=live_server.url)
    watch.follow(page)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def guarded_page(page: Page, watch: Watch, geography: None) -> Page:
    """A page that may not err; its addresses are relative to the live server."""
    page.set_default_timeout(10_000)
    return page


def sign_in(page: Page, user: User, live_server: LiveServer) -> None:
    """A session of this person, without the login page."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])


def axe_serious(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical by all its rules or by these, a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    # Only what is wrong comes back: all that is right would be far more.
    found = page.evaluate("options => axe.run(options).then(({violations}) => violations)", options)
    return [
        f"{violation['id']}: {node['target']} {node['html'][:120]}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
