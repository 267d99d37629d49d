"""The watchman says each incident once, and its mail leaves although nobody sends."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from geoalert.management.commands.watchman import Incidents, look
from messaging import heartbeats
from messaging.alarms import Alarm
from messaging.clock import database_now
from messaging.models import Chunk
from tests.messaging.contract.email_bench import EmailBench
from tests.messaging.queue import frozen, numbers, states


@pytest.fixture
def bench(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[EmailBench]:
    settings.ALARM_EMAILS = ["astreinte@prefecture.example"]
    with EmailBench.open(request) as opened:
        settings.VAR_DIR = tmp_path
        for name in heartbeats.watched():
            heartbeats.beat(name)
        yield opened


def alarm(condition: str, *, minutes: int = 0) -> Alarm:
    since = database_now() + timedelta(minutes=minutes)
    return Alarm(condition=condition, subject="kannel", title="", meaning="", since=since)


@pytest.mark.django_db
def test_an_incident_begins_once_and_ends_once_whenever_it_is_said_to_have_begun() -> None:
    incidents = Incidents()
    first, later = alarm("breaker"), alarm("breaker", minutes=1)

    assert incidents.changes([first]) == ([first], [])
    assert incidents.changes([later]) == ([], [])
    assert incidents.lasting() == [first]
    assert incidents.changes([]) == ([], [first])
    assert incidents.changes([later]) == ([later], [])


@pytest.mark.django_db(transaction=True)
def test_when_nobody_sends_the_mail_that_says_so_leaves_and_no_text_does(bench: EmailBench) -> None:
    waiting = frozen(numbers(3))
    Chunk.objects.update(not_before=database_now() - timedelta(minutes=1))
    incidents = Incidents()

    look(incidents)
    look(incidents)

    (mail,) = (mail for _, mail in bench.box.mails)
    assert "envoi bloqué (alerte, SMS)" in mail["Subject"]
    assert states(waiting) == {"QUEUED": 3}
    # The mail that left is no sign that texts do.
    assert [alarm.condition for alarm in incidents.lasting()] == ["stuck"]


@pytest.mark.django_db
def test_a_gateway_that_comes_and_goes_is_told_once_an_hour_and_one_that_stays_away_is_told() -> None:
    incidents, began = Incidents(), database_now()
    flaps = [alarm("breaker", minutes=minute) for minute in range(5)]
    told = []
    for minute, flap in enumerate(flaps):
        incidents.changes([flap])
        told += incidents.to_tell(began + timedelta(minutes=minute))
        incidents.changes([])

    assert told == [flaps[0]]

    incidents.changes([flaps[-1]])
    assert incidents.to_tell(began + timedelta(minutes=59)) == []
    assert incidents.to_tell(began + timedelta(minutes=61)) == [flaps[-1]]
    assert incidents.to_tell(began + timedelta(minutes=62)) == [flaps[-1]]


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_mailed_is_in_the_log_all_the_same(
    bench: EmailBench, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALARM_EMAILS = ["this is no address"]
    frozen(numbers(3))
    Chunk.objects.update(not_before=database_now() - timedelta(minutes=1))

    look(Incidents())

    said = " ".join(str(record.msg) for record in caplog.records)
    assert "alarm raised" in said
    assert "the watchman could not" in said
