"""One child process: started in a session of its own, restarted, ended with all that it started."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geoalert.supervisor.pidfiles import kill_group, start_time

PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """`stop_signal` ends it politely within `patience` seconds, then its whole group is killed.

    A log that holds texts and numbers is private: it is named on the screen, never quoted.
    """

    name: str
    command: Sequence[str]
    log: Path
    pid_file: Path
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    log_is_private: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=die_with_parent(self.stop_signal),
            )
        self.started_at = time.monotonic()
        self.pid_file.write_text(f"{self.process.pid} {start_time(self.process.pid)}\n")

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def exit_code(self) -> int | None:
        """As subprocess has it: minus the signal that killed it; None while it lives."""
        return self.process.poll() if self.process else None

    def restart(self) -> None:
        """Start again what is dead, after ending what it left behind."""
        if self.process is not None:
            kill_group(self.process.pid, signal.SIGKILL)
        self.start()

    def stop(self) -> None:
        if self.process is None:
            return
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        kill_group(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.pid_file.unlink(missing_ok=True)


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Linux tells a child when its parent is gone, even killed with -9; elsewhere pid files do."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number))

    return ask
