"""/sante/ answers for the whole product: its parts, and what must not last."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, connection
from django.test import Client

from messaging import heartbeats, room
from messaging.clock import database_now
from messaging.models import Gateway
from tests.messaging.full_disk import SHUT_OUT, shut_out
from web import health

pytestmark = pytest.mark.django_db


def everybody_is_heard(settings: Any, folder: Path) -> None:
    settings.VAR_DIR = folder
    for name in heartbeats.WATCHED:
        heartbeats.beat(name)


def test_an_alarm_is_named_once_and_makes_it_unwell(
    client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every part that a test does not start left out: what is unwell is the alarm.
    monkeypatch.setattr(health, "CHECKS", {"database": health.check_database})
    everybody_is_heard(settings, tmp_path)
    assert client.get("/sante/").json()["status"] == "ok"

    now = database_now()
    for name in ("kannel", "ovh"):
        Gateway.objects.create(name=name, refilled_at=now, opened_at=now, refusals=20)
    answer = client.get("/sante/")

    assert (answer.status_code, answer.json()["alarms"]) == (503, ["breaker"])
    assert b"kannel" not in answer.content


def test_a_database_that_goes_away_meanwhile_is_unwell_and_no_failure(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    everybody_is_heard(settings, tmp_path)

    def gone(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "postgis_lib_version" in sql:
            return execute(sql, params, many, context)
        raise InterfaceError("connection already closed")

    with connection.execute_wrapper(gone):
        answer = client.get("/sante/")

    assert answer.status_code == 503
    assert (answer.json()["alarms"], answer.json()["standstill"]) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_that_lets_nobody_in_is_named_by_who_asks(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    everybody_is_heard(settings, tmp_path)
    with shut_out(SHUT_OUT[0]):
        answer = client.get("/sante/")

    assert answer.status_code == 503
    assert (answer.json()["checks"]["database"], answer.json()["alarms"]) == ("ko", ["full"])
    assert room.full_since() is not None


def test_of_a_silent_process_the_part_is_named(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    for name in ("dispatcher", "watchman"):
        heartbeats.beat(name)

    checks = client.get("/sante/").json()["checks"]

    assert [checks[name] for name in ("dispatcher", "watchman", "receipts")] == ["ok", "ok", "ko"]


def test_smpp_is_well_while_the_receiver_has_a_line(settings: Any, tmp_path: Path) -> None:
    settings.SMS_CHANNEL, settings.VAR_DIR = "smpp", tmp_path
    assert not health.is_well("gateway")

    heartbeats.beat("receiver")
    assert health.is_well("gateway")

    long_ago = time.time() - 60
    os.utime(heartbeats.file_of("receiver"), (long_ago, long_ago))
    assert not health.is_well("gateway")
