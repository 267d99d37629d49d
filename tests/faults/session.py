"""Run the faults that were asked for, print a line each, write the table, say how many failed."""

import csv
import time
import traceback
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.bench import Bench
from tests.faults.catalogue import FAULTS, Fault
from tests.faults.invariants import Verdict, judge
from tests.faults.run import Run

COLUMNS = "fault injected length seed result unknowns bound duplicates theirs lost standstill seconds why"


@dataclass(frozen=True)
class Outcome:
    """What one run gave."""

    fault: Fault
    seed: int
    verdict: Verdict
    seconds: float
    fast: bool

    @property
    def passed(self) -> bool:
        return not self.verdict.problems

    def line(self) -> str:
        found = self.verdict
        said = "passed" if self.passed else "FAILED"
        theirs = f"  doubled by the gateway {found.theirs}" if found.theirs else ""
        return (
            f"{self.fault.name:<22} seed {self.seed:<10} {said}  unknowns {found.unknowns}/{found.bound}"
            f"  duplicates {found.duplicates}  lost {found.lost}  standstill {found.standstill:.1f} s"
            f"  {self.seconds:.1f} s{theirs}"
        )

    def row(self) -> list[object]:
        found = self.verdict
        counts = [found.unknowns, found.bound, found.duplicates, found.theirs, found.lost]
        times = [round(found.standstill, 2), round(self.seconds, 1)]
        named = [self.fault.name, self.fault.injected, "fast" if self.fast else "full", self.seed]
        return [*named, "passed" if self.passed else "failed", *counts, *times, " | ".join(found.problems)]


def run_all(bench: Bench, asked: Namespace, table: Path) -> bool:
    """True when every run passed."""
    failed = passed = 0
    with table.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS.split())
        for outcome in _outcomes(bench, asked):
            passed, failed = passed + outcome.passed, failed + (not outcome.passed)
            writer.writerow(outcome.row())
            stream.flush()
            print(outcome.line(), flush=True)
            for problem in outcome.verdict.problems:
                print(f"    {problem}", flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    return failed == 0


def chosen(asked: Namespace) -> list[Fault]:
    """Those named by --only, in the catalogue's order; those of --fast; or all."""
    if asked.only:
        return [fault for fault in FAULTS if fault.name in asked.only]
    return [fault for fault in FAULTS if fault.fast or not asked.fast]


def _outcomes(bench: Bench, asked: Namespace) -> Iterator[Outcome]:
    serial = 0
    for repeat in range(asked.repeat):
        for fault in chosen(asked):
            serial += 1
            yield _one(bench, fault, asked.seed + repeat, serial, fast=asked.fast)


def _one(bench: Bench, fault: Fault, seed: int, serial: int, *, fast: bool) -> Outcome:
    """A run that raises has failed, with what was found so far; the next one begins on a healed bench."""
    began = time.monotonic()
    run = Run(bench, Random(f"{fault.name} {seed}"), serial, fast)
    bound = 0
    try:
        run.begin()
        bound = fault.inject(run)
    except Exception as error:
        traceback.print_exc()
        run.problems.append(f"{type(error).__name__}: {error}".splitlines()[0])
    verdict = judge(run.evidence(), unknowns_at_most=bound)
    return Outcome(fault, seed, verdict, time.monotonic() - began, fast)
