"""What every test may count on: real PostGIS, plain static storage, no network but loopback."""

import pytest
from django.conf import settings as project
from pytest_socket import socket_allow_hosts

from tests import profiles

pytest_plugins = [
    "tests.browser",
    "tests.geocoder",
    "tests.geography",
    "tests.live",
    "tests.receiver",
    "tests.messaging.gateway",
    "tests.stack",
    "tests.smsc",
    "tests.town",
    "tests.upstream",
]


profiles.register()


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: once started, Playwright holds an event loop in this thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def _static_root() -> None:
    """Whitenoise warns about a folder that is not there yet, and warnings are errors."""
    project.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _plain_static_storage(settings: pytest.FixtureRequest) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _no_outside_services(settings: pytest.FixtureRequest) -> None:
    """Services of others are there only where a test brings its own."""
    settings.GEOCODER_URL = ""
    settings.STREETS_URL = ""
