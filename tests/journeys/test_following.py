"""The alert's page while it follows: an error or a dead network leaves it in the officer's hands."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from alerts import lifecycle
from alerts.models import Alert
from messaging import heartbeats
from messaging.clock import database_now
from tests.alerts.making import draft, leave
from tests.browser import axe_serious, sign_in
from tests.places import VENDOME

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def leaving(page: Page, alice: User, live_server: LiveServer, settings: Any) -> Alert:
    settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL, settings.UNDO_SECONDS = "outbox", "", 0
    page.set_default_timeout(10_000)
    sign_in(page, alice, live_server)
    alert = leave(draft(alice, VENDOME), by=alice)
    lifecycle.settle(now=database_now())
    page.goto(f"{live_server.url}/poste/alertes/{alert.code}/")
    return alert


def test_one_error_leaves_the_page_and_its_buttons_alone(page: Page, leaving: Alert) -> None:
    errors: list[str] = []

    def err(route: Route) -> None:
        errors.append(route.request.url)
        route.fulfill(status=503, body="<h1>Le service est interrompu</h1>", content_type="text/html")

    page.route("**/suivi/", err, times=2)
    page.route("**/carte/*", err, times=1)
    with page.expect_response(lambda answer: "/suivi/" in answer.url and answer.ok):
        page.wait_for_function("() => true")

    expect(page.locator(".map-reached")).to_be_visible()
    expect(page.get_by_text("Le service est interrompu")).to_have_count(0)
    page.wait_for_event("response", lambda answer: "/carte/" in answer.url and answer.status == 204)
    assert len(errors) == 3
    page.get_by_role("button", name="Arrêter l’envoi").click()
    expect(page.locator("#suivi")).to_contain_text("Annulée")


def test_a_dead_network_is_said_until_it_is_back(page: Page, leaving: Alert) -> None:
    silence = page.get_by_text("Pas de nouvelles depuis")
    expect(silence).to_be_hidden()

    page.context.set_offline(True)
    # Three missed polls, by design.
    expect(silence).to_be_visible(timeout=10_000)
    assert axe_serious(page) == []
    expect(page.get_by_role("button", name="Arrêter l’envoi")).to_be_visible()

    page.context.set_offline(False)
    expect(silence).to_be_hidden()


# Counts what a screen reader would read of a block that is live.
LISTEN = """() => {
  window.spoken = 0;
  const heard = new MutationObserver((changes) => (window.spoken += changes.length));
  heard.observe(document.getElementById("manque"), { childList: true, characterData: true, subtree: true });
}"""


def of(path: str) -> Callable[[Response], bool]:
    return lambda answer: path in answer.url and answer.ok


def last_heard(name: str, *, seconds: int) -> None:
    """The last beat of a process, so long from now: a test that waits must not wear it out."""
    heartbeats.beat(name)
    at = time.time() + seconds
    os.utime(heartbeats.file_of(name), (at, at))


@pytest.fixture
def silent_dispatcher(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    for name in ("receipts", "watchman"):
        last_heard(name, seconds=3600)
    last_heard("dispatcher", seconds=-60)


def test_a_silent_dispatcher_is_said_once_beside_the_alert_and_no_longer_once_it_is_back(
    page: Page, silent_dispatcher: None, leaving: Alert
) -> None:
    said = page.locator("#manque").get_by_text("Répartiteur, depuis")
    expect(said).to_be_visible()
    assert axe_serious(page) == []
    page.evaluate(LISTEN)
    with page.expect_response(of("/manque/depart/"), timeout=30_000), page.expect_response(of("/suivi/")):
        pass
    with page.expect_response(of("/suivi/")):
        pass
    assert page.evaluate("window.spoken") == 0

    last_heard("dispatcher", seconds=3600)

    expect(said).to_have_count(0, timeout=30_000)
    page.get_by_role("button", name="Arrêter l’envoi").click()
    expect(page.locator("#suivi")).to_contain_text("Annulée")
    expect(page.locator("#manque")).to_have_count(0)


def test_right_after_sending_the_next_key_cancels_and_a_held_enter_does_not(
    page: Page, alice: User, live_server: LiveServer, settings: Any
) -> None:
    settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL, settings.UNDO_SECONDS = "outbox", "", 3600
    sign_in(page, alice, live_server)
    alert = draft(alice, VENDOME)
    page.goto(f"{live_server.url}/poste/alertes/{alert.code}/verifier/")
    number = page.get_by_label("Recopiez le nombre")
    if number.count():
        number.fill(str(alert.previewed_count))
    page.get_by_role("button", name="Envoyer à").focus()

    page.keyboard.down("Enter")
    where = page.locator("#etat")
    expect(where).to_be_focused(timeout=15_000)
    for _ in range(3):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    for _ in range(2):
        with page.expect_response(of("/suivi/")):
            pass
    expect(where).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Annuler l’envoi")).to_be_focused()
    alert.refresh_from_db()
    assert alert.state == Alert.State.FROZEN
    assert axe_serious(page) == []

    where.focus()
    Alert.objects.update(dispatch_at=database_now())
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(where).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()

    page.reload()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("body")).to_be_focused()
