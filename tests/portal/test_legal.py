"""What the operator owes its readers."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from messaging.forgetting import ADDRESSES_FOR, RECEIPTS_FOR
from subscribers.purging import CODES_FOR, REPLIES_FOR, UNVERIFIED_FOR

pytestmark = pytest.mark.django_db
PATHS = ["/mentions-legales/", "/donnees-personnelles/", "/accessibilite/"]
HOUR = timedelta(hours=1)
MISSING = "Non renseigné par l’exploitant"


@pytest.mark.parametrize("path", PATHS)
def test_what_the_operator_has_not_said_is_named_as_missing(client: Client, path: str) -> None:
    assert MISSING in client.get(path).text


@pytest.mark.parametrize("path", PATHS)
def test_what_the_operator_has_said_is_shown(client: Client, settings: Any, path: str) -> None:
    for name in ("OPERATOR_NAME", "OPERATOR_ADDRESS", "PUBLICATION_DIRECTOR", "HOSTING_PROVIDER"):
        setattr(settings, name, f"<{name}>")
    settings.DATA_PROTECTION_CONTACT = settings.ACCESSIBILITY_CONTACT = "<contact>"

    text = client.get(path).text

    assert MISSING not in text
    assert "&lt;" in text


def test_every_public_page_leads_to_all_three_and_says_how_accessible_it_is(client: Client) -> None:
    text = client.get("/").text

    assert all(f'href="{path}"' in text for path in PATHS)
    assert "Accessibilité : non conforme" in text


def test_without_an_enrolment_number_none_is_shown(client: Client, settings: Any) -> None:
    settings.ENROLMENT_PHONE = ""

    assert "tel:01" not in client.get("/").text


def test_the_home_page_leads_to_advice_to_emergency_numbers_and_to_the_staffs_door(client: Client) -> None:
    text = client.get("/").text

    for wanted in ("/conseils/", "tel:17", "tel:112", "sms:114", "/poste/connexion/"):
        assert wanted in text


def test_the_notice_promises_what_the_purge_does(client: Client) -> None:
    text = " ".join(client.get("/donnees-personnelles/").text.split())

    for kept, hours in (("Inscription inachevée", UNVERIFIED_FOR), ("Demande de code", CODES_FOR)):
        assert re.search(rf"{kept}[^<]*</td><td>{hours // HOUR} heures", text)
    for kept, days in (
        ("Réponses que vous nous écrivez", REPLIES_FOR),
        ("Accusés bruts de l’opérateur", RECEIPTS_FOR),
        ("Numéro et commerce attachés à un envoi", ADDRESSES_FOR),
    ):
        assert re.search(rf"{kept}</td><td>{days.days} jours", text)
    for kept in ("réponses", "STOP", "adresse Internet"):
        assert kept.casefold() in text.casefold()
    assert "superviseur" not in text
