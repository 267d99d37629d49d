"""`watchman`: serves nobody and sends no text; it looks whether texts leave, and says once what does not.

A process of its own: the alarm that matters most is raised when dispatcher and worker are both gone.
"""

import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from messaging import alarms, heartbeats, room, sending
from messaging.alarms import Alarm
from messaging.clock import database_now
from messaging.models import ChannelKind
from messaging.telling import tell_operator
from zones.french import moment

LOOK_SECONDS = 5.0
CARRY_SECONDS = 20.0
# A gateway whose breaker opens and closes all day is worth a mail an hour.
TOLD_AGAIN_AFTER = timedelta(hours=1)
START_SECONDS = 15.0

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Regarde si les SMS partent, et le dit une fois quand ils ne partent plus."

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        heartbeats.beat_until(stopping, "watchman")
        incidents = Incidents()
        # The others are being started too: their first beat is awaited.
        stopping.wait(START_SECONDS)
        while not stopping.is_set():
            look(incidents)
            stopping.wait(LOOK_SECONDS)


class Incidents:
    """What was raised and said already; forgotten with the process, so that a restart says it again."""

    def __init__(self) -> None:
        self._said: dict[str, Alarm] = {}
        self._told: dict[str, tuple[str, datetime]] = {}

    def changes(self, raised: list[Alarm]) -> tuple[list[Alarm], list[Alarm]]:
        """Those that have just begun, and those that are over."""
        now = {_name(alarm): alarm for alarm in raised}
        begun = [alarm for name, alarm in now.items() if name not in self._said]
        over = [alarm for name, alarm in self._said.items() if name not in now]
        self._said = {name: self._said.get(name, alarm) for name, alarm in now.items()}
        return begun, over

    def lasting(self) -> list[Alarm]:
        """Each as it was when it began."""
        return list(self._said.values())

    def to_tell(self, now: datetime) -> list[Alarm]:
        """What lasts, but of what comes and goes the next time only an hour after the last.

        Whoever tells knows by `key` what was told already; what is held back here is told if it lasts.
        """
        due = [alarm for alarm in self.lasting() if self._may_tell(alarm, now)]
        self._told |= {_name(alarm): (alarm.key, self._first_told(alarm, now)) for alarm in due}
        return due

    def _may_tell(self, alarm: Alarm, now: datetime) -> bool:
        key, at = self._told.get(_name(alarm), (alarm.key, now))
        return key == alarm.key or now - at >= TOLD_AGAIN_AFTER

    def _first_told(self, alarm: Alarm, now: datetime) -> datetime:
        key, at = self._told.get(_name(alarm), ("", now))
        return at if key == alarm.key else now


def _name(alarm: Alarm) -> str:
    """The same for every time that it comes back."""
    return f"{alarm.condition}-{alarm.subject}"


def look(incidents: Incidents) -> None:
    """One look: what has begun and what is over goes into the log, what lasts to the operator."""
    try:
        close_old_connections()
        now = database_now()
        begun, over = incidents.changes(alarms.raised(now=now))
    except Exception:
        # A database that is away is said by /sante/; the next look comes.
        log.exception("the watchman could not look")
        connection.close()
        return
    for alarm in begun:
        _say("alarm raised", alarm, now)
    for alarm in over:
        _say("alarm over", alarm, now)
    for alarm in incidents.to_tell(now):
        _try("tell", partial(_tell, alarm, now))
    if any(alarm.condition == "stuck" for alarm in incidents.lasting()):
        _try("carry e-mails", _carry_mails)


def _try(what: str, step: Callable[[], object]) -> None:
    """One that fails keeps no other from being told."""
    try:
        step()
    except Exception as error:
        # A full disk refuses every look: its traceback says nothing new.
        said = not isinstance(error, room.NoRoom)
        log.error("the watchman could not", what=what, error=type(error).__name__, exc_info=said)
        connection.close()


def _tell(alarm: Alarm, now: datetime) -> None:
    """By e-mail, where GEOALERT_ALARM_EMAILS names somebody: at every look, since it is told once a day."""
    title = f"geoalert, alarme : {alarm.title}"
    text = f"Depuis {moment(alarm.since)}, {alarm.title} : {alarm.meaning}."
    tell_operator(incident=alarm.key, title=title, text=text, now=now)


def _carry_mails() -> None:
    """Who should send does not: the operator's mails, which say so, would wait with everything else."""
    deadline = time.monotonic() + CARRY_SECONDS
    with room.demanded():
        sending.drain(should_stop=lambda: time.monotonic() > deadline, kinds=(ChannelKind.EMAIL,))


def _say(event: str, alarm: Alarm, now: datetime) -> None:
    seconds = round((now - alarm.since).total_seconds())
    tell = log.error if event == "alarm raised" else log.warning
    tell(event, condition=alarm.condition, subject=alarm.subject, seconds=seconds)
