"""What was to be run and what it gave: a line for people, a row for the table, a number for the last line."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.invariants import Verdict

COLUMNS = "fault injected length seed result unknowns bound duplicates theirs lost standstill seconds why"
ALL_PASSED, FAILED, NOT_ALL_RUN = 0, 1, 3


class NotRun(Exception):
    """This machine cannot inject that fault; the message says why. It neither passed nor failed."""


@dataclass(frozen=True)
class Planned:
    """One run to be made; no other of this command has its `serial`."""

    name: str
    injected: str
    seed: int
    serial: int
    fast: bool


@dataclass(frozen=True)
class Outcome:
    """What one run gave."""

    run: Planned
    verdict: Verdict
    seconds: float
    why_not_run: str = ""

    @property
    def result(self) -> str:
        if self.why_not_run:
            return "not run"
        return "failed" if self.verdict.problems else "passed"

    def line(self) -> str:
        found = self.verdict
        if self.why_not_run:
            return f"{self.run.name:<22} seed {self.run.seed:<10} NOT RUN: {self.why_not_run}"
        said = self.result if self.result == "passed" else self.result.upper()
        theirs = f"  doubled by the gateway {found.theirs}" if found.theirs else ""
        return (
            f"{self.run.name:<22} seed {self.run.seed:<10} {said}  unknowns {found.unknowns}/{found.bound}"
            f"  duplicates {found.duplicates}  lost {found.lost}  standstill {found.standstill:.1f} s"
            f"  {self.seconds:.1f} s{theirs}"
        )

    def row(self) -> list[object]:
        run, found = self.run, self.verdict
        counts = [found.unknowns, found.bound, found.duplicates, found.theirs, found.lost]
        times = [round(found.standstill, 2), round(self.seconds, 1)]
        named = [run.name, run.injected, "fast" if run.fast else "full", run.seed]
        return [*named, self.result, *counts, *times, self.why_not_run or " | ".join(found.problems)]


def without_evidence(run: Planned, problem: str, seconds: float) -> Outcome:
    """A run that left nothing to be judged has failed."""
    return Outcome(run, Verdict((problem,), 0, 0, 0, 0, 0.0), seconds)


def not_run(run: Planned, why: str) -> Outcome:
    """Nothing was injected, so that nothing is judged."""
    return Outcome(run, Verdict((), 0, 0, 0, 0, 0.0), 0.0, why)


def record(outcomes: Iterable[Outcome], table: Path) -> int:
    """Print each as it comes and write it down. Returns what the command exits with."""
    results: Counter[str] = Counter()
    with table.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS.split())
        for outcome in outcomes:
            results[outcome.result] += 1
            writer.writerow(outcome.row())
            stream.flush()
            print(outcome.line(), flush=True)
            for problem in outcome.verdict.problems:
                print(f"    {problem}", flush=True)
    left_out = f", {results['not run']} not run" if results["not run"] else ""
    print(f"{results['passed']} passed, {results['failed']} failed{left_out}", flush=True)
    if results["failed"]:
        return FAILED
    return NOT_ALL_RUN if left_out else ALL_PASSED
