"""The watchman says each incident once, and its mail leaves although nobody sends."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from geoalert.management.commands.watchman import look
from messaging import heartbeats, sending
from messaging.alarms import Alarm
from messaging.clock import database_now
from messaging.models import ChannelKind, Chunk, Gateway, Sending
from messaging.vigil import Vigil
from tests.messaging.contract.email_bench import EmailBench
from tests.messaging.queue import frozen, numbers, states


@pytest.fixture
def bench(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[EmailBench]:
    settings.ALARM_EMAILS = ["astreinte@prefecture.example"]
    with EmailBench.open(request) as opened:
        settings.VAR_DIR = tmp_path
        everybody_is_heard()
        yield opened


def everybody_is_heard() -> None:
    for name in heartbeats.watched():
        heartbeats.beat(name)


def alarm(condition: str, *, minutes: int = 0) -> Alarm:
    since = database_now() + timedelta(minutes=minutes)
    return Alarm(condition=condition, subject="kannel", title="", meaning="", since=since)


@pytest.mark.django_db
def test_an_incident_begins_once_and_ends_once_whenever_it_is_said_to_have_begun() -> None:
    vigil = Vigil()
    first, later = alarm("breaker"), alarm("breaker", minutes=1)

    now = database_now()

    assert vigil.changes([first], now=now) == ([first], [])
    assert vigil.changes([later], now=now) == ([], [])
    assert vigil.lasting() == [first]
    assert vigil.changes([], now=now) == ([], [first])
    assert vigil.changes([later], now=now) == ([later], [])


@pytest.mark.django_db(transaction=True)
def test_when_nobody_sends_the_mail_that_says_so_leaves_and_no_text_does(bench: EmailBench) -> None:
    waiting = frozen(numbers(3))
    Chunk.objects.update(not_before=database_now() - timedelta(minutes=1))
    vigil = Vigil()

    look(vigil)
    look(vigil)

    (mail,) = (mail for _, mail in bench.box.mails)
    assert "envoi bloqué (alerte, SMS)" in mail["Subject"]
    assert states(waiting) == {"QUEUED": 3}
    # The mail that left is no sign that texts do.
    assert [alarm.condition for alarm in vigil.lasting()] == ["stuck"]


@pytest.mark.django_db
def test_a_gateway_that_comes_and_goes_is_told_once_an_hour_and_one_that_stays_away_is_told() -> None:
    vigil, began = Vigil(), database_now()
    flaps = [alarm("breaker", minutes=minute) for minute in range(5)]
    told = []
    for minute, flap in enumerate(flaps):
        vigil.changes([flap], now=began)
        told += vigil.to_tell(began + timedelta(minutes=minute))
        vigil.changes([], now=began)

    assert told == [flaps[0]]

    vigil.changes([flaps[-1]], now=began)
    assert vigil.to_tell(began + timedelta(minutes=59)) == []
    assert vigil.to_tell(began + timedelta(minutes=61)) == [flaps[-1]]
    assert vigil.to_tell(began + timedelta(minutes=62)) == [flaps[-1]]


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_mailed_is_in_the_log_all_the_same(
    bench: EmailBench, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALARM_EMAILS = ["this is no address"]
    frozen(numbers(3))
    Chunk.objects.update(not_before=database_now() - timedelta(minutes=1))

    look(Vigil())

    said = " ".join(str(record.msg) for record in caplog.records)
    assert "alarm raised" in said
    assert "the watchman could not" in said


class Night:
    """Looks at a gateway whose breaker opens and closes; minutes pass by the database's clock."""

    def __init__(self, bench: EmailBench, settings: Any) -> None:
        self.bench, self.settings, self.vigil = bench, settings, Vigil()
        Gateway.objects.create(name="kannel", refilled_at=database_now())

    def opens(self) -> None:
        now = database_now()
        Gateway.objects.update(opened_at=now, probe_at=now + timedelta(hours=9))
        self.look()

    def closes(self) -> None:
        Gateway.objects.update(opened_at=None)
        self.look()

    def minutes(self, count: int) -> None:
        """A look a minute."""
        for _ in range(count):
            self.settings.NOW_OFFSET_SECONDS += 60
            self.look()

    def look(self) -> None:
        # A night is longer than ten seconds on busy cores.
        everybody_is_heard()
        look(self.vigil)
        sending.drain(kinds=(ChannelKind.EMAIL,))

    @property
    def subjects(self) -> list[str]:
        said = [str(mail["Subject"]).strip() for _, mail in self.bench.box.mails]
        return [
            subject.removeprefix("geoalert, ").removesuffix(" : passerelle « kannel »") for subject in said
        ]


@pytest.fixture
def night(bench: EmailBench, settings: Any) -> Night:
    settings.SMS_CHANNEL = "kannel"
    return Night(bench, settings)


@pytest.mark.django_db(transaction=True)
def test_that_an_alarm_is_over_is_mailed_once_after_a_calm(night: Night) -> None:
    night.opens()
    night.minutes(38)
    night.closes()
    night.minutes(9)
    assert night.subjects == ["alarme"]

    night.minutes(30)

    assert night.subjects == ["alarme", "fin d’alarme"]
    said = str(night.bench.box.mails[1][1].get_content())
    assert "Terminé" in said
    assert re.search(r"durait depuis \w+ \d+(er)? \w+ à \d+\u202fh\u202f\d\d \(39 min\)", said)
    assert "pas revenue dans les 10 minutes" in said


@pytest.mark.django_db(transaction=True)
def test_an_end_is_mailed_although_the_watchman_was_started_again_meanwhile(night: Night) -> None:
    night.opens()
    night.vigil = Vigil()
    night.minutes(1)
    Gateway.objects.update(opened_at=None)
    night.vigil = Vigil()
    night.minutes(12)
    night.vigil = Vigil()
    night.minutes(12)

    assert night.subjects == ["alarme", "fin d’alarme"]


@pytest.mark.django_db(transaction=True)
def test_one_that_comes_back_at_once_was_not_over_and_one_that_comes_back_later_is_told(night: Night) -> None:
    for _ in range(6):
        night.opens()
        night.minutes(4)
        night.closes()
        night.minutes(4)
    assert night.subjects == ["alarme"]

    night.minutes(7)
    assert night.subjects == ["alarme", "fin d’alarme"]
    night.opens()

    assert night.subjects == ["alarme", "fin d’alarme", "alarme"]


@pytest.mark.django_db(transaction=True)
def test_an_end_that_could_not_be_queued_is_tried_again(night: Night, settings: Any) -> None:
    night.opens()
    night.closes()
    settings.ALARM_EMAILS = ["this is no address"]
    night.minutes(12)
    settings.ALARM_EMAILS = ["astreinte@prefecture.example"]
    night.minutes(1)

    assert night.subjects == ["alarme", "fin d’alarme"]


@pytest.mark.django_db(transaction=True)
def test_what_was_told_to_nobody_has_no_end_to_tell(night: Night, settings: Any) -> None:
    settings.ALARM_EMAILS = []
    night.opens()
    night.closes()
    night.minutes(12)

    assert Sending.objects.count() == 0
