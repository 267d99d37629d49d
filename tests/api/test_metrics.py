"""/metrics: for a machine with the token, without a name in it, cheap whatever was ever sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from messaging import counting, sending
from messaging.channels.base import Outcome, Result
from messaging.clock import database_now
from messaging.gauges import gauges
from messaging.models import Gateway
from messaging.receipts import Callback, record_all
from tests.messaging.queue import frozen, numbers

pytestmark = pytest.mark.django_db


def asked(client: Client, token: str = "") -> Any:
    return client.get("/metrics", headers={"Authorization": f"Bearer {token or settings.METRICS_TOKEN}"})


def read(client: Client) -> dict[tuple[str, ...], float]:
    """{(name, label values…): value}"""
    families = text_string_to_metric_families(asked(client).content.decode())
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer guess"},
        {"Authorization": "Bearer \xe9"},
        {"Authorization": f"Basic {settings.METRICS_TOKEN}"},
    ],
)
def test_nobody_reads_it_without_the_token_from_this_machine_either(
    client: Client, headers: dict[str, str]
) -> None:
    answer = client.get("/metrics", headers=headers)

    assert (answer.status_code, answer.content) == (401, b"")


def test_no_token_opens_it_to_nobody(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401


def test_the_queue_is_told_by_priority_and_the_undo_window_is_no_delay(client: Client) -> None:
    frozen(numbers(3))
    frozen(numbers(2), not_before=database_now() + timedelta(days=1))

    found = read(client)

    assert found["geoalert_chunks_due", "alert"] == 1
    assert found["geoalert_chunks_due", "news"] == 0
    assert 0 <= found["geoalert_oldest_due_seconds", "alert"] < 60
    assert found["geoalert_queued_at_most", "alert"] == settings.CHUNK_SIZE


def test_gateways_receipts_and_alarms_are_told(client: Client) -> None:
    now = database_now()
    Gateway.objects.create(name="kannel", refilled_at=now, opened_at=now, refusals=20)
    strange = Callback(gateway="kannel", state="DELIVERED", delivery_id=2**60)
    record_all([strange], now=now)

    found = read(client)

    assert found["geoalert_breaker_open", "kannel"] == 1
    assert found["geoalert_receipts_unmatched",] == 1
    assert found["geoalert_alarms", "breaker"] == 1
    assert found["geoalert_alarms", "stuck"] == 0


def test_what_processes_count_is_added_up(client: Client) -> None:
    before = read(client)

    counting.handed(
        "kannel", [Result(1, Outcome.ACCEPTED), Result(2, Outcome.ACCEPTED), Result(3, Outcome.UNKNOWN)]
    )
    record_all([Callback(gateway="kannel", state="FAILED", delivery_id=1)], now=database_now())

    after = read(client)
    names = {
        ("geoalert_handed_total", "ACCEPTED", "kannel"): 2,
        ("geoalert_handed_total", "UNKNOWN", "kannel"): 1,
        ("geoalert_receipts_total", "FAILED", "kannel"): 1,
    }
    assert {name: after[name] - before.get(name, 0) for name in names} == names


def test_nothing_that_is_asked_reads_the_deliveries(client: Client) -> None:
    frozen(numbers(20))
    sending.drain()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(gauges(now=database_now()))
        asked(client)

    assert queries.captured_queries
    assert not [query for query in queries.captured_queries if "messaging_delivery" in query["sql"]]


def test_no_address_nor_text_is_in_it(client: Client) -> None:
    to = numbers(5)
    queued = frozen(to)
    sending.drain()

    body = asked(client).content.decode()

    assert not [number for number in to if number[1:] in body]
    assert queued.text not in body
