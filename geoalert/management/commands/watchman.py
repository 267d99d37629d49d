"""`watchman`: sends nothing and serves nobody; it looks whether texts leave, and says once what does not.

A process of its own: the alarm that matters most is raised when dispatcher and worker are both gone.
"""

import signal
import threading
from datetime import datetime
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from messaging import alarms, heartbeats
from messaging.alarms import Alarm
from messaging.clock import database_now
from messaging.telling import tell_operator
from zones.french import moment

LOOK_SECONDS = 5.0
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
            _look(incidents)
            stopping.wait(LOOK_SECONDS)


class Incidents:
    """What was raised and said already; forgotten with the process, so that a restart says it again."""

    def __init__(self) -> None:
        self._said: dict[str, Alarm] = {}

    def changes(self, raised: list[Alarm]) -> tuple[list[Alarm], list[Alarm]]:
        """Those that have just begun, and those that are over."""
        now = {f"{alarm.condition}-{alarm.subject}": alarm for alarm in raised}
        begun = [alarm for name, alarm in now.items() if name not in self._said]
        over = [alarm for name, alarm in self._said.items() if name not in now]
        self._said = {name: self._said.get(name, alarm) for name, alarm in now.items()}
        return begun, over

    def lasting(self) -> list[Alarm]:
        """Each as it was when it began."""
        return list(self._said.values())


def _look(incidents: Incidents) -> None:
    try:
        close_old_connections()
        now = database_now()
        begun, over = incidents.changes(alarms.raised(now=now))
        for alarm in incidents.lasting():
            _tell(alarm, now)
    except Exception:
        # A database that is away is said by /sante/; the next look comes.
        log.exception("the watchman could not look")
        connection.close()
        return
    for alarm in begun:
        _say("alarm raised", alarm, now)
    for alarm in over:
        _say("alarm over", alarm, now)


def _tell(alarm: Alarm, now: datetime) -> None:
    """By e-mail, where GEOALERT_ALARM_EMAILS names somebody: at every look, since it is told once a day."""
    title = alarm.title[0].upper() + alarm.title[1:]
    text = f"{title}, depuis {moment(alarm.since)} : {alarm.meaning}."
    tell_operator(incident=alarm.key, title=title, text=text, now=now)


def _say(event: str, alarm: Alarm, now: datetime) -> None:
    seconds = round((now - alarm.since).total_seconds())
    tell = log.error if event == "alarm raised" else log.warning
    tell(event, condition=alarm.condition, subject=alarm.subject, seconds=seconds)
