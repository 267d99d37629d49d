"""How often the public may have somebody else's service asked: all processes of the machine together.

The memory is one small file, a line a question, that forgets after a minute.
"""

import fcntl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Pace:
    """At most `most` questions in any `seconds`, and `each` for one asker; `name` is that of the file."""

    name: str
    most: int
    each: int
    seconds: float = 60.0

    def take(self, asker: str, *, now: datetime) -> bool:
        """One more question of `asker`, a word of no personal data; False, and not counted, if too many."""
        file = Path(settings.VAR_DIR) / "run" / "outside" / f"{self.name}.questions"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            held.seek(0)
            recent = [line for line in held.read().splitlines() if self._is_recent(line, now)]
            same = sum(line.partition(" ")[2] == asker for line in recent)
            if len(recent) >= self.most or same >= self.each:
                return False
            held.truncate(0)
            held.write("\n".join([*recent, f"{now.timestamp()} {asker}"]))
        return True

    def _is_recent(self, line: str, now: datetime) -> bool:
        return 0 <= now.timestamp() - float(line.partition(" ")[0]) < self.seconds
