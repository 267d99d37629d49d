"""The officer’s page, open in a real Chromium, for the journeys that begin there."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.journeys.officer_page import OfficerPage


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
