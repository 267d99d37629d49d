"""Several benches side by side, each a process with folder, ports, database, broker and phones of its own.

Whoever is free takes the next run. A bench that dies or hangs fails the run it had, and is built anew.
"""

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from geoalert.supervisor.process import die_with_parent
from tests.faults.opening import opened, refuse_under_way
from tests.faults.outcomes import Outcome, Planned, without_evidence

# No run takes a quarter of it, its bench's start included, on the busiest machine that was measured.
SECONDS_AT_MOST = 1800.0
# So many deaths without a single outcome between them, and that place is given up.
DEATHS_AT_MOST = 3
LOOK_SECONDS = 1.0
# Its database alone may take half a minute.
SECONDS_TO_END = 120.0
PROCESSES = get_context("spawn")


@dataclass
class Place:
    """Where one bench stands: its folder, its process, and the run that it has."""

    folder: Path
    quiet: bool
    process: SpawnProcess | None = None
    pipe: Connection | None = None
    run: Planned | None = None
    began: float = 0.0
    deaths: int = 0

    @property
    def usable(self) -> bool:
        return self.deaths < DEATHS_AT_MOST

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def give(self, run: Planned) -> None:
        if self.process is None:
            self.pipe, theirs = PROCESSES.Pipe()
            self.process = PROCESSES.Process(target=serve, args=(theirs, self.folder, self.quiet))
            self.process.start()
            theirs.close()
        self.run, self.began = run, time.monotonic()
        with suppress(OSError):
            self._pipe.send(run)

    def take(self) -> Outcome:
        """The outcome of its run; its death, or too long a silence, is one too."""
        assert self.run is not None
        try:
            outcome: Outcome = self._pipe.recv()
            self.deaths = 0
        except (EOFError, OSError):
            return self._lost("its bench died")
        self.run = None
        return outcome

    def overdue(self) -> Outcome:
        return self._lost(f"no end within {SECONDS_AT_MOST:.0f} s")

    def ask_to_end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def end(self) -> None:
        """Politely, so that it ends what it started; the next user of its folder ends what is left."""
        if self.process is not None:
            self.ask_to_end()
            self.process.join(SECONDS_TO_END)
            self.process.kill()
            self.process.join()
            self._pipe.close()
            self.process = None

    def _lost(self, what: str) -> Outcome:
        assert self.run is not None
        where = f" (see {log_of(self.folder)})" if self.quiet else ""
        outcome = without_evidence(self.run, what + where, self.seconds)
        self.deaths += 1
        self.end()
        self.run = None
        return outcome

    @property
    def _pipe(self) -> Connection:
        assert self.pipe is not None
        return self.pipe


class SideBySide:
    """`jobs` benches under `folder`; `outcomes` comes in the order in which runs end. Raises UnderWay."""

    def __init__(self, folder: Path, jobs: int) -> None:
        folders = [folder / str(number) / "bench" for number in range(1, jobs + 1)]
        for one in folders:
            refuse_under_way(one)
        self.places = [Place(one, quiet=jobs > 1) for one in folders]

    def outcomes(self, runs: Sequence[Planned]) -> Iterator[Outcome]:
        waiting = deque(runs)
        try:
            while busy := self._hand_out(waiting):
                yield from self._ended(busy)
            for run in waiting:
                yield without_evidence(run, "no bench is left to run it", 0.0)
        finally:
            for place in self.places:
                place.ask_to_end()
            for place in self.places:
                place.end()

    def _hand_out(self, waiting: deque[Planned]) -> list[Place]:
        """Give everybody free a run while there is one; those who have one."""
        for place in self.places:
            if waiting and place.usable and place.run is None:
                place.give(waiting.popleft())
        return [place for place in self.places if place.run is not None]

    def _ended(self, busy: Sequence[Place]) -> Iterator[Outcome]:
        readable = wait([place.pipe for place in busy if place.pipe is not None], LOOK_SECONDS)
        for place in busy:
            if place.pipe in readable:
                yield place.take()
            elif place.seconds > SECONDS_AT_MOST:
                yield place.overdue()


def log_of(folder: Path) -> Path:
    """What a bench of several says of itself."""
    return folder.parent / "bench.log"


def serve(pipe: Connection, folder: Path, quiet: bool) -> None:
    """One bench, in a process of its own: an outcome for each run that it is given, until nobody asks."""
    if ask := die_with_parent(signal.SIGTERM):
        ask()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Ctrl-C goes to everybody at the terminal: whoever started us tells us to end.
    signal.signal(signal.SIGINT, lambda *_: None)
    if quiet:
        _write_to(log_of(folder))
    with suppress(EOFError), opened(folder) as (bench, session):
        while True:
            pipe.send(session.one(bench, pipe.recv()))


def _write_to(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab", buffering=0) as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
