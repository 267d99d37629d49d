"""What Kannel brings from phones."""

import logging
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client

from messaging import doors
from messaging.models import InboundMessage, Suppression
from tests.factories import fresh_number

pytestmark = pytest.mark.django_db

KANNEL = doors.secret("kannel", project.RECEIPT_SECRET)


def bring(client: Client, body: bytes, *, sender: str, reference: str = "1", secret: str = "") -> int:
    path = f"/api/v1/entrants/kannel/{secret or KANNEL}/?i={reference}"
    headers = {"X-Kannel-From": sender}
    return client.generic("POST", path, body, content_type="text/plain", headers=headers).status_code


@pytest.mark.parametrize("sender", ["+33639980001", "33639980001", "0639980001"])
def test_stop_is_durable_before_200_is_said(client: Client, sender: str) -> None:
    assert bring(client, b"STOP", sender=sender) == 200

    assert InboundMessage.objects.get().meaning == "STOP"
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("body", ["arrêt".encode(), "arrêt".encode("latin-1")])
def test_accents_come_in_two_encodings(client: Client, body: bytes) -> None:
    bring(client, body, sender=fresh_number())

    assert Suppression.objects.count() == 1


def test_twenty_times_the_same_is_once(client: Client) -> None:
    number = fresh_number()

    assert {bring(client, b"STOP", sender=number) for _ in range(20)} == {200}
    assert InboundMessage.objects.count() == 1


def test_a_stranger_stops_nobody(client: Client) -> None:
    assert bring(client, b"STOP", sender=fresh_number(), secret="guessed") == 404
    assert bring(client, b"STOP", sender=fresh_number(), secret=project.RECEIPT_SECRET) == 404
    ovh = doors.secret("ovh", project.RECEIPT_SECRET)
    assert bring(client, b"STOP", sender=fresh_number(), secret=ovh) == 404
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("sender", ["GEOALERT", "3639", "0142761530", "+33639980001\x85", "é"])
def test_no_mobile_is_not_kept_nor_asked_for_again_nor_logged(
    client: Client, sender: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert bring(client, b"STOP", sender=sender) == 200
    assert not InboundMessage.objects.exists()
    assert "3639" not in caplog.text


@pytest.mark.parametrize(("reference", "expected"), [("", 400), ("x" * 65, 400), ("%00", 400)])
def test_a_message_without_a_usable_reference_is_refused(
    client: Client, reference: str, expected: int
) -> None:
    assert bring(client, b"STOP", sender=fresh_number(), reference=reference) == expected


@pytest.mark.parametrize("body", [b"", b"\0STOP\0", b"\xff\xfe", b"a" * 16_000, b"a" * 20_000])
def test_any_body_is_answered(client: Client, body: bytes) -> None:
    assert bring(client, body, sender=fresh_number()) == 200


def test_a_gateway_that_does_not_say_who_wrote_keeps_the_message(client: Client) -> None:
    assert bring(client, b"STOP", sender="") == 400


def test_only_post_is_taken(client: Client) -> None:
    assert client.get(f"/api/v1/entrants/kannel/{KANNEL}/").status_code == 405


def test_gateways_call_in_clear_although_visitors_are_sent_to_https(client: Client, settings: Any) -> None:
    """Kannel takes a redirection for a failure: the reply would be lost after twenty of them."""
    settings.SECURE_SSL_REDIRECT = True
    path = f"/api/v1/entrants/kannel/{KANNEL}/?i=1"

    answer = client.generic("POST", path, b"STOP", headers={"X-Kannel-From": fresh_number()})

    assert answer.status_code == 200
    assert client.get("/").status_code == 301
