"""`watchman`: serves nobody and sends no text; it looks whether texts leave, and says once what does not.

A process of its own: the alarm that matters most is raised when dispatcher and worker are both gone.
"""

import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from messaging import alarms, heartbeats, room, sending
from messaging.alarms import Alarm
from messaging.clock import database_now
from messaging.models import ChannelKind
from messaging.telling import tell_operator, told
from messaging.vigil import CALM_FOR, Vigil
from zones.french import duration, moment

LOOK_SECONDS = 5.0
CARRY_SECONDS = 20.0
START_SECONDS = 15.0
# Subjects of the operator's mails; the end of an incident is one of its own, told once like any other.
RAISED = "geoalert, alarme : "
OVER = "geoalert, fin d’alarme : "
ENDED = "-fin"

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Regarde si les SMS partent, et le dit une fois quand ils ne partent plus."

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        with heartbeats.beating("watchman"):
            vigil = Vigil()
            # The others are being started too: their first beat is awaited.
            stopping.wait(START_SECONDS)
            while not stopping.is_set():
                look(vigil)
                stopping.wait(LOOK_SECONDS)


def look(vigil: Vigil) -> None:
    """One look: what has begun and what is over goes into the log, what lasts and its end to the operator."""
    try:
        close_old_connections()
        now = database_now()
        if not vigil.recalled:
            vigil.recall(_open(now), now=now)
        begun, over = vigil.changes(alarms.raised(now=now), now=now)
    except Exception as error:
        _look_without_the_database(vigil, error)
        return
    for alarm in begun:
        _say("alarm raised", alarm, now)
    for alarm in over:
        _say("alarm over", alarm, now)
    _mail(vigil, now)


def _look_without_the_database(vigil: Vigil, error: Exception) -> None:
    """What can be known all the same goes into the log; nothing is over until a look has worked."""
    full = room.noticed(error)
    # A full disk refuses every look: its traceback says nothing new.
    log.error("the watchman could not look", error=type(error).__name__, exc_info=not full)
    connection.close()
    # By this machine's clock, as heartbeats are: the database's cannot be read.
    now = datetime.now(UTC)
    for alarm in vigil.changes_seen_in_part(alarms.without_the_database(now=now), now=now):
        _say("alarm raised", alarm, now)


def _mail(vigil: Vigil, now: datetime) -> None:
    for alarm in vigil.to_tell(now):
        _try("tell", partial(_tell, alarm, now))
    for alarm, ended_at in vigil.to_close(now):
        if _try("tell the end", partial(_tell_end, alarm, ended_at, now)):
            vigil.close(alarm)
    if any(alarm.condition == "stuck" for alarm in vigil.lasting()):
        _try("carry e-mails", _carry_mails)


def _open(now: datetime) -> list[tuple[Alarm, datetime]]:
    """What was told last of each alarm, by the mails that the queue holds, where its end was not."""
    found: dict[str, tuple[Alarm, datetime]] = {}
    for incident, title, at in told(now=now):
        alarm = Alarm.told(incident.removesuffix(ENDED), title=title.removeprefix(RAISED))
        if incident.endswith(ENDED):
            found.pop(alarm.name, None)
        else:
            found[alarm.name] = (alarm, at)
    return list(found.values())


def _try(what: str, step: Callable[[], object]) -> bool:
    """One that fails keeps no other from being told."""
    try:
        step()
    except Exception as error:
        # A full disk refuses every look: its traceback says nothing new.
        said = not isinstance(error, room.NoRoom)
        log.error("the watchman could not", what=what, error=type(error).__name__, exc_info=said)
        connection.close()
        return False
    return True


def _tell(alarm: Alarm, now: datetime) -> None:
    """By e-mail, where GEOALERT_ALARM_EMAILS names somebody: at every look, since it is told once a day."""
    text = f"Depuis {moment(alarm.since)}, {alarm.title} : {alarm.meaning}."
    tell_operator(incident=alarm.key, title=f"{RAISED}{alarm.title}", text=text, now=now)


def _tell_end(alarm: Alarm, ended_at: datetime, now: datetime) -> None:
    text = (
        f"Terminé {moment(ended_at)} : {alarm.title}. "
        f"L’alarme durait depuis {moment(alarm.since)} ({duration(ended_at - alarm.since)}). "
        f"Elle n’est pas revenue dans les {CALM_FOR.seconds // 60} minutes qui ont suivi."
    )
    tell_operator(incident=f"{alarm.key}{ENDED}", title=f"{OVER}{alarm.title}", text=text, now=now)


def _carry_mails() -> None:
    """Who should send does not: the operator's mails, which say so, would wait with everything else."""
    deadline = time.monotonic() + CARRY_SECONDS
    with room.demanded():
        sending.drain(should_stop=lambda: time.monotonic() > deadline, kinds=(ChannelKind.EMAIL,))


def _say(event: str, alarm: Alarm, now: datetime) -> None:
    seconds = round((now - alarm.since).total_seconds())
    tell = log.error if event == "alarm raised" else log.warning
    tell(event, condition=alarm.condition, subject=alarm.subject, seconds=seconds)
