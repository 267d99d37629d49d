"""What must not last: each condition is a question to the database, asked again every few seconds.

Some can be asked without it. Nothing here remembers: an alarm is raised for as long as its condition holds,
and whoever asks sees the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from messaging import heartbeats, room, routes, standstill
from messaging.models import ChannelKind, Gateway, Sending

# Beside the delays that are normal (a sweep, a lease): less than a minute from the fault to the alarm.
MARGIN_SECONDS = 5
KEY_TIME = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One condition that holds for one thing: `subject` is a name of ours, one of few.

    `title` and `meaning` are French and say what it is and what it changes; `since` is when it began.
    """

    condition: str
    subject: str
    title: str
    meaning: str
    since: datetime

    @property
    def name(self) -> str:
        """The same for every time that it comes back."""
        return f"{self.condition}-{self.subject}"

    @property
    def key(self) -> str:
        """The same for as long as it lasts; a new one for the next time."""
        return f"{self.name}-{self.since.astimezone(UTC):{KEY_TIME}}"

    @classmethod
    def told(cls, key: str, *, title: str) -> "Alarm":
        """What its key and its title still say of one that was told; raises ValueError for another key."""
        name, _, since = key.rpartition("-")
        condition, _, subject = name.partition("-")
        began = datetime.strptime(since, KEY_TIME).replace(tzinfo=UTC)
        return cls(condition=condition, subject=subject, title=title, meaning="", since=began)


# One alarm for all sendings of a priority: each code is a sending, and nobody wants a mail for each. Nothing
# of their kind was handed to any gateway since the limit, although they wait for nothing else: not paused,
# not within the time in which they may be taken back, their gateway open. Only the newest attempts are
# looked at: more than any gateway takes within the limit.
_STUCK = """
WITH recent AS (SELECT gateway, ended_at FROM messaging_attempt ORDER BY id DESC LIMIT 20000),
newest AS (SELECT max(ended_at) AS ended_at FROM recent WHERE gateway = ANY(%(gateways)s))
SELECT sending.priority, min(chunk.not_before), count(DISTINCT sending.id) FROM messaging_chunk chunk
JOIN messaging_sending sending ON sending.id = chunk.sending_id
CROSS JOIN newest
WHERE chunk.state = 'WAITING' AND sending.state IN ('RUNNING', 'STOPPING')
  AND greatest(chunk.not_before, newest.ended_at) < %(limit)s
  AND sending.mode || '/' || chunk.channel = ANY(%(ways)s)
GROUP BY sending.priority ORDER BY sending.priority
"""

_NOWHERE = """
SELECT sending.mode || '/' || chunk.channel, min(chunk.not_before), count(DISTINCT sending.id)
FROM messaging_chunk chunk
JOIN messaging_sending sending ON sending.id = chunk.sending_id
WHERE chunk.state <> 'DONE' AND sending.state = 'RUNNING' AND chunk.not_before < %s
  AND sending.mode || '/' || chunk.channel <> ALL(%s)
GROUP BY 1 ORDER BY 1
"""

# Leases live by the database's own clock.
_LAPSED = """
SELECT min(chunk.lease_until), count(*) FROM messaging_chunk chunk
JOIN messaging_sending sending ON sending.id = chunk.sending_id
WHERE chunk.state = 'LEASED' AND sending.state IN ('RUNNING', 'STOPPING')
  AND chunk.lease_until < clock_timestamp() - make_interval(secs => %s)
HAVING count(*) > 0
"""


def stuck(now: datetime) -> Iterator[Alarm]:
    """A chunk that is due has waited longer than a sweep and a lease can explain, and nothing leaves."""
    waited = timedelta(seconds=settings.SWEEP_SECONDS + settings.LEASE_SECONDS + MARGIN_SECONDS)
    opened = [way for way, opens in routes.openings(now=now).items() if opens <= now]
    for kind in ChannelKind:
        ways = [way for way in opened if way.kind == kind]
        names = [name for way in ways for name in routes.gateways(way)]
        asked = {"limit": now - waited, "ways": [str(way) for way in ways], "gateways": names}
        for priority, since, sendings in _rows(_STUCK, asked):
            yield _stuck(Sending.Priority(priority), kind, since, sendings)


def _stuck(priority: Sending.Priority, kind: ChannelKind, since: datetime, sendings: int) -> Alarm:
    return Alarm(
        condition="stuck",
        subject=f"{priority.name}-{kind}".lower(),
        title=f"envoi bloqué ({priority.label}, {kind.label})",
        meaning=f"rien ne part, {_waiting(sendings)} : prévenez l’administrateur",
        since=since,
    )


def without_gateway(now: datetime) -> Iterator[Alarm]:
    """A sending that no configured gateway carries would wait for ever."""
    limit = timedelta(seconds=settings.SWEEP_SECONDS + MARGIN_SECONDS)
    known = [str(way) for way in routes.openings(now=now)]
    for way, since, sendings in _rows(_NOWHERE, [now - limit, known]):
        yield Alarm(
            condition="without_gateway",
            subject=way,
            title=f"envoi sans passerelle ({way})",
            meaning=f"aucune n’est configurée, {_waiting(sendings)} : prévenez l’administrateur",
            since=since,
        )


def lapsed(now: datetime) -> Iterator[Alarm]:
    """Whoever held a chunk is gone, and nobody took it over."""
    for since, _ in _rows(_LAPSED, [settings.SWEEP_SECONDS + MARGIN_SECONDS]):
        yield Alarm(
            condition="lapsed",
            subject="chunks",
            title="lot abandonné",
            meaning="l’ouvrier qui l’envoyait s’est arrêté, personne ne l’a repris",
            since=since,
        )


def breaker_open(now: datetime) -> Iterator[Alarm]:
    """A gateway that refuses or is silent: what it carries waits, or leaves by its fallback."""
    for gateway in Gateway.objects.filter(opened_at__isnull=False).order_by("name"):
        why = f" ({gateway.reason})" if gateway.reason else ""
        yield Alarm(
            condition="breaker",
            subject=gateway.name,
            title=f"passerelle « {gateway.name} »",
            meaning=f"elle refuse ou ne répond pas{why}, les envois attendent ou passent par une autre",
            since=gateway.opened_at or now,
        )


def silent(now: datetime) -> Iterator[Alarm]:
    """A process that says nothing any more; one never heard is silent from now on."""
    for name, (title, meaning) in heartbeats.watched().items():
        if heartbeats.is_silent(name):
            yield Alarm(
                condition="silent",
                subject=name,
                title=title,
                meaning=f"plus de réponse, {meaning}",
                since=heartbeats.last_beat(name) or now,
            )


def full(now: datetime) -> Iterator[Alarm]:
    """A row was refused for want of room, and a trial finds none either."""
    if room.is_full():
        yield _full(room.full_since() or now)


def _full(since: datetime) -> Alarm:
    return Alarm(
        condition="full",
        subject="database",
        title="disque de la base plein",
        meaning="rien ne s’enregistre, rien ne part, ce qui attend partira : prévenez l’administrateur",
        since=since,
    )


CONDITIONS: dict[str, Callable[[datetime], Iterator[Alarm]]] = {
    "stuck": stuck,
    "without_gateway": without_gateway,
    "lapsed": lapsed,
    "breaker": breaker_open,
    "silent": silent,
    "full": full,
}


# A restored base holds everything back on purpose, and says so itself.
OF_SENDINGS = frozenset({"stuck", "without_gateway", "lapsed"})


def raised(*, now: datetime) -> list[Alarm]:
    """Every alarm that holds now; a few index look-ups, whatever was ever sent."""
    held_back = standstill.in_force() is not None
    asked = [question for name, question in CONDITIONS.items() if not (held_back and name in OF_SENDINGS)]
    return [alarm for question in asked for alarm in question(now)]


def without_the_database(*, now: datetime) -> list[Alarm]:
    """What can be known while the database does not answer: it is full until it says otherwise."""
    since = room.full_since()
    return [*silent(now), *([_full(since)] if since else [])]


def _waiting(sendings: int) -> str:
    return "un envoi attend" if sendings == 1 else f"{sendings} envois attendent"


def _rows(statement: str, params: list[Any] | dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()
