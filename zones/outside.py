"""Services of others that we can do without (addresses, street tiles): a silent one is left alone a while.

The memory is one small file a service, a line a failure, so that every process of the machine knows at
once what one of them met, and nobody waits for the same time-out twice.
"""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

FAILURES = 3


@dataclass(frozen=True)
class OutsideService:
    """`name` is that of its file. It is silent after FAILURES failures in a row, until it works again.

    While it is silent one caller in `pause` seconds may try it; the others do without.
    """

    name: str
    pause: float = 60.0

    def may_ask(self) -> bool:
        """True when it may be asked now; then say `worked` or `failed`."""
        if self.silent_since() is None:
            return True
        try:
            age = time.time() - self._file.stat().st_mtime
            if 0 <= age < self.pause:
                return False
            # This caller tries; the others see a fresh file and stay away.
            os.utime(self._file)
        except FileNotFoundError:
            pass
        return True

    def failed(self) -> None:
        """It did not answer, or not with what was asked for."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a") as file:
            file.write(f"{int(time.time())}\n")

    def worked(self) -> None:
        """It answered: what was noted against it is forgotten."""
        if self._file.exists():
            self._file.unlink(missing_ok=True)

    def silent_since(self) -> datetime | None:
        """When the present silence began; None while it works, or failed once or twice."""
        try:
            lines = self._file.read_text().split()
        except FileNotFoundError:
            return None
        return datetime.fromtimestamp(int(lines[0]), tz=UTC) if len(lines) >= FAILURES else None

    @property
    def _file(self) -> Path:
        return Path(settings.VAR_DIR) / "run" / "outside" / f"{self.name}.failures"
