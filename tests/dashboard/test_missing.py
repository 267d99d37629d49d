"""What is missing is said on the officer's page, with what it changes; nothing is said while all is well."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from messaging.clock import database_now
from messaging.models import Gateway
from tests.alerts.making import draft, leave
from tests.factories import subscriber
from tests.geocoder import Geocoder
from tests.places import VENDOME
from tests.upstream import Upstream
from web.tiles import shares
from web.tiles.street_tiles import street_tile
from zones import geocoding
from zones.outside import FAILURES
from zones.tile_grid import Tile

pytestmark = pytest.mark.django_db

PAGE = "/poste/manque/"


@pytest.fixture
def officer(alice: User, settings: Any, tmp_path: Path) -> Client:
    settings.VAR_DIR = tmp_path
    client = Client()
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def dispatcher(officer: Client, tmp_path: Path) -> Path:
    """The heartbeat of a dispatcher that lives."""
    file = tmp_path / "run" / "dispatcher.heartbeat"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    return file


def said(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_geocoder_that_answers_is_not_spoken_of(officer: Client, geocoder: Geocoder) -> None:
    assert "adresses" not in said(officer)


def test_a_silent_geocoder_is_said_with_its_hour(officer: Client, geocoder: Geocoder) -> None:
    for _ in range(FAILURES):
        geocoding.SERVICE.failed()
    assert "La recherche d’adresses ne répond pas depuis" in said(officer)


def test_an_installation_without_geocoder_says_so(officer: Client) -> None:
    assert "Pas de recherche d’adresses sur cette installation" in said(officer)


def test_streets_that_are_there_are_not_spoken_of(officer: Client, upstream: Upstream) -> None:
    assert "rues" not in said(officer)


def test_silent_streets_are_said_with_their_hour(officer: Client, upstream: Upstream) -> None:
    upstream.mode = "500"
    for x in range(FAILURES):
        street_tile(Tile(16, 33190 + x, 22545), share=shares.staff(), now=time.time())
    assert "Le plan des rues ne répond pas depuis" in said(officer)


def test_an_installation_without_streets_says_so(officer: Client) -> None:
    assert "Pas de plan des rues sur cette installation" in said(officer)


def test_a_stopped_broker_delays_and_loses_nothing(
    officer: Client, dispatcher: Path, settings: Any, tmp_path: Path
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    html = said(officer)
    assert "envoi immédiat" in html
    assert "jusqu’à 15 s plus tard" in html


def test_who_only_has_to_send_is_told_what_sending_needs(officer: Client, settings: Any) -> None:
    settings.SMS_CHANNEL = "kannel"
    settings.KANNEL_STATUS_URL = "http://127.0.0.1:9/status.txt"
    html = officer.get("/poste/manque/envoi/").content.decode()
    assert "passerelle SMS" in html
    assert "adresses" not in html


def test_without_broker_and_dispatcher_nothing_leaves_and_the_page_says_so(
    officer: Client, dispatcher: Path, settings: Any, tmp_path: Path
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    long_ago = time.time() - 3600
    os.utime(dispatcher, (long_ago, long_ago))
    assert "Rien ne part pour l’instant" in said(officer)


def test_a_gateway_that_does_not_answer_is_said(officer: Client, settings: Any) -> None:
    assert "passerelle" not in said(officer)
    settings.SMS_CHANNEL = "kannel"
    settings.KANNEL_STATUS_URL = "http://127.0.0.1:9/status.txt"
    assert "passerelle SMS" in said(officer)


def test_a_silent_process_is_said_with_its_hour(officer: Client, dispatcher: Path) -> None:
    long_ago = time.time() - 60
    os.utime(dispatcher, (long_ago, long_ago))

    assert "Répartiteur, depuis" in said(officer)


@pytest.mark.parametrize("page", [PAGE, "/poste/manque/envoi/"])
def test_an_open_breaker_is_said_before_and_while_sending(
    officer: Client, dispatcher: Path, page: str
) -> None:
    now = database_now()
    Gateway.objects.create(name="kannel", refilled_at=now, opened_at=now, probe_at=now, refusals=20)

    html = officer.get(page).content.decode()

    assert "Passerelle « kannel », depuis" in html
    assert "les envois attendent" in html


def test_beside_an_alert_that_leaves_it_is_unfolded_and_its_gateway_is_left_to_the_page(
    officer: Client, dispatcher: Path
) -> None:
    now = database_now()
    long_ago = now.timestamp() - 60
    os.utime(dispatcher, (long_ago, long_ago))
    Gateway.objects.create(name="kannel", refilled_at=now, opened_at=now, probe_at=now, refusals=20)

    html = officer.get("/poste/manque/depart/").content.decode()

    assert '<details class="missing" open>' in html
    assert "Répartiteur, depuis" in html
    assert "kannel" not in html


def test_the_page_of_an_alert_asks_what_is_missing_until_it_is_over(officer: Client, alice: User) -> None:
    subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)
    blocks = [f"/poste/alertes/{alert.code}/", f"/poste/alertes/{alert.code}/suivi/"]
    asks = '/poste/manque/depart/"'

    assert [asks in officer.get(block).text for block in blocks] == [True, True]
    officer.post(f"/poste/alertes/{alert.code}/arreter/")

    assert [asks in officer.get(block).text for block in blocks] == [False, False]
