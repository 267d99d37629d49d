"""Which faults were asked for, and one run of one of them on a bench."""

import time
import traceback
from argparse import Namespace
from random import Random

from tests.faults.bench import Bench
from tests.faults.catalogue import FAULTS, Fault
from tests.faults.invariants import judge
from tests.faults.outcomes import NotRun, Outcome, Planned, not_run
from tests.faults.run import Run

BY_NAME = {fault.name: fault for fault in FAULTS}


def chosen(asked: Namespace) -> list[Fault]:
    """Those named by --only, in the catalogue's order; those of --fast; or all."""
    if asked.only:
        return [fault for fault in FAULTS if fault.name in asked.only]
    return [fault for fault in FAULTS if fault.fast or not asked.fast]


def planned(asked: Namespace) -> list[Planned]:
    """Every fault once, then every fault again: each round with the next seed."""
    runs = [(asked.seed + repeat, fault) for repeat in range(asked.repeat) for fault in chosen(asked)]
    return [
        Planned(fault.name, fault.injected, seed, serial, asked.fast)
        for serial, (seed, fault) in enumerate(runs, start=1)
    ]


def one(bench: Bench, planned: Planned) -> Outcome:
    """A run that raises has failed, with what was found so far; the next one begins on a healed bench.

    Except for NotRun: nothing was injected.
    """
    began = time.monotonic()
    run = Run(bench, Random(f"{planned.name} {planned.seed}"), planned.serial, planned.fast)
    bound = 0
    try:
        run.begin()
        bound = BY_NAME[planned.name].inject(run)
    except NotRun as reason:
        return not_run(planned, str(reason))
    except Exception as error:
        traceback.print_exc()
        run.problems.append(f"{type(error).__name__}: {error}".splitlines()[0])
    verdict = judge(run.evidence(), unknowns_at_most=bound)
    return Outcome(planned, verdict, time.monotonic() - began)
