"""What the watchman remembers: what holds, what was told, and what is over and was not told to be.

Conditions come and go, and a mail for each would be a storm. One that comes back at once was not over, and is
told again an hour after the last mail; one that stays away is told to be over, and is new the next time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from messaging.alarms import Alarm

# A gateway whose breaker opens and closes all day is worth a mail an hour.
TOLD_AGAIN_AFTER = timedelta(hours=1)
CALM_FOR = timedelta(minutes=10)


class Vigil:
    """Forgotten with the process; `recall` gives the next one what was told."""

    def __init__(self) -> None:
        self._said: dict[str, Alarm] = {}
        self._told: dict[str, tuple[Alarm, datetime]] = {}
        self._over: dict[str, datetime] = {}
        self.recalled = False

    def recall(self, told: Iterable[tuple[Alarm, datetime]], *, now: datetime) -> None:
        """What an earlier watchman told, its end not: where it does not hold any more, it is over now."""
        self._told = {alarm.name: (alarm, at) for alarm, at in told}
        self._over = dict.fromkeys(self._told, now)
        self.recalled = True

    def changes(self, raised: list[Alarm], *, now: datetime) -> tuple[list[Alarm], list[Alarm]]:
        """Those that have just begun, and those that are over."""
        held = {alarm.name: alarm for alarm in raised}
        begun = [alarm for name, alarm in held.items() if name not in self._said]
        over = [alarm for name, alarm in self._said.items() if name not in held]
        self._said = {name: self._said.get(name, alarm) for name, alarm in held.items()}
        self._over = {name: at for name, at in self._over.items() if name not in held}
        self._over |= {alarm.name: now for alarm in over if alarm.name in self._told}
        return begun, over

    def changes_seen_in_part(self, raised: list[Alarm], *, now: datetime) -> list[Alarm]:
        """Those that have just begun, where nobody could look at the others: whatever lasted goes on."""
        begun, _ = self.changes([*self.lasting(), *raised], now=now)
        return begun

    def lasting(self) -> list[Alarm]:
        """Each as it was when it began."""
        return list(self._said.values())

    def to_tell(self, now: datetime) -> list[Alarm]:
        """What lasts, but of what comes and goes the next time only an hour after the last.

        Whoever tells knows by `key` what was told already; what is held back here is told if it lasts.
        """
        due = [alarm for alarm in self.lasting() if self._may_tell(alarm, now)]
        self._told |= {alarm.name: (alarm, self._first_told(alarm, now)) for alarm in due}
        return due

    def to_close(self, now: datetime) -> list[tuple[Alarm, datetime]]:
        """What was told, is over and has stayed away for a while, with its end; until `close` is called."""
        calm = [(name, at) for name, at in self._over.items() if now - at >= CALM_FOR]
        return [(self._told[name][0], at) for name, at in calm]

    def close(self, alarm: Alarm) -> None:
        """Its end was told: the next time is a new one, and told at once."""
        self._told.pop(alarm.name, None)
        self._over.pop(alarm.name, None)

    def _may_tell(self, alarm: Alarm, now: datetime) -> bool:
        known, at = self._told.get(alarm.name, (alarm, now))
        return known.key == alarm.key or now - at >= TOLD_AGAIN_AFTER

    def _first_told(self, alarm: Alarm, now: datetime) -> datetime:
        known, at = self._told.get(alarm.name, (alarm, now))
        return at if known.key == alarm.key else now
