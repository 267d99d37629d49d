"""Numbers that a page sends back are digits, however large: a thousand written "1 000" is none."""

import re
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from accounts.roles import OFFICER
from alerts import lifecycle
from alerts.models import Alert, MessageTemplate
from messaging import sending as engine
from messaging.clock import database_now
from tests.alerts.making import draft, leave
from tests.factories import person, subscriber
from tests.messaging.queue import states
from tests.places import VENDOME

pytestmark = pytest.mark.django_db

MANY = 1001
# Rows of a list long enough, at one shop's place.
_ADD = """
INSERT INTO messaging_delivery (sending_id, chunk_number, channel, address_hash, address_sealed, state,
                                attempts, reason, updated_at)
SELECT %s, 0, 'SMS', sha256(number::text::bytea), '\\x00', %s, 1, '', now()
FROM generate_series(1, %s) AS number
"""


@pytest.fixture
def left(geography: None, client: Client, settings: Any) -> Alert:
    settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL, settings.UNDO_SECONDS = "outbox", "", 0
    alice: User = person("alice", OFFICER, sectors=("75-CENTRE",))
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)
    lifecycle.settle(now=database_now())
    engine.drain()
    lifecycle.settle(now=database_now())
    return Alert.objects.get(pk=alert.pk)


@pytest.mark.parametrize(
    ("state", "page", "door"), [("UNKNOWN", "renvoyer/", "renvoyer/"), ("FAILED", "", "retenter/")]
)
def test_more_than_a_thousand_are_sent_again(
    client: Client, left: Alert, state: str, page: str, door: str
) -> None:
    assert left.sending is not None
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [left.sending_id, state, MANY])
    address = f"/poste/alertes/{left.code}/"

    assert f'name="announced" value="{MANY}"' in client.get(address + page).text
    client.post(address + door, {"announced": str(MANY)})

    assert states(left.sending) == {"DELIVERED": 1, "QUEUED": MANY}


def test_a_template_of_any_number_is_chosen(client: Client, left: Alert) -> None:
    MessageTemplate.objects.create(pk=MANY, name="Le mien", kind=left.kind, text="Un doute : 17.", rank=99)

    assert f'name="modele" value="{MANY}"' in client.get("/poste/alertes/nouvelle/").text


@pytest.mark.parametrize(
    "template",
    ["web/_pages", "dashboard/_subscriber_pages", "dashboard/_reply_pages", "dashboard/_members"],
)
def test_pages_beyond_the_thousandth_are_led_to(template: str) -> None:
    page = Paginator([{"reach": "REACHABLE"}] * 60_000, 20).page(2_500)

    shown = render_to_string(f"{template}.html", {"page": page})

    assert re.findall(r'page="?(\d+)"', shown) == ["2499", "2501"]
