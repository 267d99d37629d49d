"""How things stand for a worker that hands over group after group: the time, who comes first, which gateway.

Asked about anew for every group they cost more than marking it. While everything is accepted they are asked
about once in LOOK_SECONDS, and again at once after any other answer.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from messaging import breaker, leasing, routes
from messaging.channels.base import Result
from messaging.clock import Clock
from messaging.leasing import Lease
from messaging.routes import Choice

LOOK_SECONDS = 0.25


@dataclass(frozen=True)
class View:
    """What was seen. `choice`: None where nothing may be handed over now; `was_refused` is of its gateway."""

    someone_more_urgent_waits: bool = False
    choice: Choice | None = None
    was_refused: bool = False


class Outlook:
    """Of one chunk under its lease."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._clock = Clock(kept=LOOK_SECONDS)
        self._view: View | None = None
        self._again = 0.0

    def now(self) -> datetime:
        return self._clock.now()

    def view(self) -> View:
        """As it was LOOK_SECONDS ago at most."""
        if self._view is None or time.monotonic() >= self._again:
            self._again = time.monotonic() + LOOK_SECONDS
            self._view = self._look(self.now())
        return self._view

    def is_sound(self, gateway: str) -> bool:
        """Whether no refusal of it was counted a moment ago: its breaker need not hear of what it accepts."""
        seen = self._view if time.monotonic() < self._again else None
        return bool(seen and seen.choice and seen.choice.gateway == gateway and not seen.was_refused)

    def forget(self) -> None:
        """Nobody looks again: what is accepted from here on is told to the breaker, whatever was seen."""
        self._view = None

    def learn(self, results: Sequence[Result]) -> None:
        """After anything but acceptance, and after a trial, what was seen is not believed any longer."""
        if not breaker.all_accepted(results) or self._is_trial():
            self.forget()

    def _look(self, now: datetime) -> View:
        if leasing.someone_more_urgent_waits(self._lease, routes.openings(now=now), now=now):
            return View(someone_more_urgent_waits=True)
        choice = routes.choose(self._lease.way, now=now)
        return View(choice=choice, was_refused=choice is not None and breaker.was_refused(choice.gateway))

    def _is_trial(self) -> bool:
        return self._view is not None and self._view.choice is not None and self._view.choice.is_probe
