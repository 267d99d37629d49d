"""What dies is relaunched, after pauses that grow, and said; the others go on."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geoalert.supervisor.process import Child

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# Pauses double no further: deaths are counted without end, a float has one.
DOUBLINGS = 6
# A child that lived this long had started well: its next death counts as a first one.
CALM_AFTER = 60.0
OFTEN = 4
LAST_LINES = 8


@dataclass
class Watch:
    """One child under watch. `say` prints a line; `now` is monotonic, in seconds."""

    child: Child
    say: Callable[[str], None]
    deaths: int = 0
    restart_at: float | None = None

    def look(self, now: float | None = None) -> None:
        """Notice a death, or relaunch when its pause is over."""
        now = time.monotonic() if now is None else now
        if self.restart_at is None:
            if self.child.alive():
                self._notice_calm(now)
            else:
                self._notice_death(now)
        elif now >= self.restart_at:
            self._relaunch(now)

    def _relaunch(self, now: float) -> None:
        """A machine that refuses (disk full, no process left) ends nothing else: it is asked again later."""
        self.restart_at = None
        try:
            self.child.restart()
        except OSError as refusal:
            self._count_death(now, f"n’a pas pu être relancé ({refusal.strerror})")

    def _notice_death(self, now: float) -> None:
        if now - self.child.started_at > CALM_AFTER:
            self.deaths = 0
        self._count_death(now, f"s’est arrêté ({_ending(self.child.exit_code())})")

    def _count_death(self, now: float, how: str) -> None:
        self.deaths += 1
        pause = min(FIRST_PAUSE * 2 ** min(self.deaths - 1, DOUBLINGS), LONGEST_PAUSE)
        self.restart_at = now + pause
        self.say(f"  « {self.child.name} » {how} : relance dans {_seconds(pause)} s.")
        if self.deaths == OFTEN:
            self._complain()

    def _complain(self) -> None:
        """Once a series: what dies again and again will not mend itself."""
        self.say(
            f"  « {self.child.name} » s’arrête sans cesse ({self.deaths} fois). Le reste continue ; "
            f"nouvel essai toutes les {LONGEST_PAUSE:.0f} s au plus. Journal : {self.child.log}"
        )
        if not self.child.log_is_private:
            for line in last_lines(self.child.log):
                self.say(f"    | {line}")

    def _notice_calm(self, now: float) -> None:
        if self.deaths >= OFTEN and now - self.child.started_at > CALM_AFTER:
            self.say(f"  « {self.child.name} » tient de nouveau.")
            self.deaths = 0


def last_lines(log: Path, count: int = LAST_LINES) -> list[str]:
    """The end of a log, however long it is; nothing of one that cannot be read."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - 4096))
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return []
    return text.splitlines()[-count:]


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"code {code}"


def _seconds(pause: float) -> str:
    return f"{pause:g}".replace(".", ",")
