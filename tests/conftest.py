"""What every test may count on: real PostGIS, plain static storage, no network but loopback."""

import re
import threading
from collections.abc import Iterator

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

# A line to a gateway (messaging/channels/http.py) and a heart (messaging/heartbeats.py) end with who began
# them; the threads of the street tiles stay on purpose.
ENDED = re.compile(r"line|.+-heartbeat")


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
def ends_its_threads() -> Iterator[None]:
    """A thread of ours that outlives its test fails that one, by name, and not whichever runs by then."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert [name for name in left if ENDED.fullmatch(name)] == []


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
