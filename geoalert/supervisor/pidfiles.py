"""Which processes of an instance live: a pid and its start time name one process for ever."""

import contextlib
import os
import signal
import time
from pathlib import Path

POLL = 0.05
SUPERVISOR = "supervisor"


def start_time(pid: int) -> str:
    """When a process began, in clock ticks ("" when gone)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rsplit(")", 1)[1].split()[19]


def running(run: Path) -> tuple[int, str]:
    """The pid and the start time of the supervisor that wrote into `run`; (0, "") when none runs."""
    pid, began = _read(run / f"{SUPERVISOR}.pid")
    return (pid, began) if pid and start_time(pid) == began else (0, "")


def leftovers(run: Path) -> list[tuple[str, int, str]]:
    """Name, pid and start time of what still lives of an earlier supervisor."""
    found = [(file.stem, *_read(file)) for file in sorted(run.glob("*.pid")) if file.stem != SUPERVISOR]
    return [(name, pid, began) for name, pid, began in found if pid and began and start_time(pid) == began]


def end_leftovers(run: Path) -> list[str]:
    """End what an earlier supervisor of this instance left behind; returns the names ended."""
    ended = []
    for name, pid, began in leftovers(run):
        ended.append(name)
        kill_group(pid, signal.SIGINT if name == "postgres" else signal.SIGTERM)
        _wait_gone(pid, began, 10.0)
    for file in run.glob("*.pid"):
        if file.stem == SUPERVISOR:
            continue
        pid, began = _read(file)
        # The leader may be gone and its group alive; a pid that now names another process is left alone.
        if pid and began and start_time(pid) in {began, ""}:
            kill_group(pid, signal.SIGKILL)
        file.unlink(missing_ok=True)
    return ended


def kill_group(pid: int, number: signal.Signals) -> None:
    """Signal a session that one of our children led; nothing when all of it is gone."""
    if pid > 1:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)


def _read(file: Path) -> tuple[int, str]:
    if not file.exists():
        return 0, ""
    pid_text, _, began = file.read_text().strip().partition(" ")
    return int(pid_text or 0), began


def _wait_gone(pid: int, began: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while start_time(pid) == began and time.monotonic() < deadline:
        time.sleep(POLL)
