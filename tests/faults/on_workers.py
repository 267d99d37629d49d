"""Processes of ours are killed, frozen, ended, doubled."""

import os
import signal

from geoalert.supervisor.process import Child
from messaging.models import Attempt
from tests.faults import manners
from tests.faults.bench import DISPATCHER_SLOTS, GROUP, WORKER_SLOTS, kill
from tests.faults.run import CALL_SECONDS, Run
from tests.stack import until


def killed(run: Run) -> int:
    """kill -9, again and again, of whoever is sending; then one that may finish."""
    kills, bound = run.size(10, fast=2), 0
    run.freeze(run.size(500, fast=240))
    for share in sorted(run.random.uniform(0.02, 0.95) for _ in range(kills)):
        worker = run.random.random() < 0.5
        victim = run.bench.worker() if worker else run.bench.dispatcher()
        if worker:
            run.ring()
        run.until_share(share)
        kill(victim)
        bound += GROUP * (WORKER_SLOTS if worker else DISPATCHER_SLOTS)
    run.bench.dispatcher()
    run.finish()
    return bound


def frozen_past_lease(run: Run) -> int:
    """SIGSTOP for longer than a lease; somebody else goes on; then the frozen one wakes up."""
    run.freeze(run.size(300, fast=150))
    sleeper = run.bench.dispatcher()
    run.until_share(0.2)
    _signal(sleeper, signal.SIGSTOP)
    run.bench.dispatcher()
    until(lambda: run.left("QUEUED") == 0, "the other one to go on")
    _signal(sleeper, signal.SIGCONT)
    run.finish()
    return GROUP


def asked_to_end(run: Run) -> int:
    """SIGTERM, as every deployment does: what was taken is given back, nothing is unknown."""
    run.freeze(run.size(500, fast=400))
    # A worker has more to do than it is given time to end.
    run.bench.gate.behave(manners.slowed(0.2))
    starts = (run.bench.worker, run.bench.dispatcher, run.bench.dispatcher)
    for start, share in zip(starts, (0.1, 0.7, 0.8)[: run.size(3, fast=1)], strict=False):
        leaving = start()
        run.ring()
        run.until_share(share)
        leaving.stop()
        run.demand(run.left("QUEUED") > 0, "nothing was left for the next one")
    run.bench.gate.behave(manners.slowed(CALL_SECONDS))
    run.demand(run.left("SUBMITTING") == 0, "rows were left half-way by a polite end")
    run.bench.dispatcher()
    run.finish()
    return 0


def one_host_of_two_lost(run: Run) -> int:
    """Two machines on one database; everything of the first dies at once, the second finishes."""
    run.freeze(run.size(600, fast=300))
    lost, stays = _host(run), _host(run)
    run.ring()
    run.until_share(0.3)
    for child in lost:
        kill(child)
    run.finish()
    run.demand(all(child.alive() for child in stays), "the other host died too")
    return GROUP * (DISPATCHER_SLOTS + WORKER_SLOTS)


def a_host_added(run: Run) -> int:
    """A second machine joins in the middle: the rate rises, and nobody is served twice."""
    # Slow enough that the calls set the pace, and not the cores that all hosts of a bench share.
    run.bench.gate.behave(manners.slowed(0.15))
    count = run.size(500, fast=300)
    run.freeze(count)
    run.bench.dispatcher()
    run.until_share(0.25)
    run.bench.dispatcher()
    run.finish()
    before, after = _rate(run, 0.05, 0.25), _rate(run, 0.7, 0.9)
    run.demand(after > 1.3 * before, f"the rate went from {before:.0f} to {after:.0f} per second only")
    return 0


def _host(run: Run) -> tuple[Child, Child]:
    return run.bench.dispatcher(), run.bench.worker()


def _rate(run: Run, begin: float, end: float) -> float:
    """Calls a second between two shares of the sending, from the rows' own times."""
    ids = [one.id for one in run.frozen]
    calls = Attempt.objects.filter(delivery__sending__in=ids).order_by("ended_at")
    times = list(calls.values_list("ended_at", flat=True))
    first, last = times[int(begin * len(times))], times[int(end * len(times)) - 1]
    return (end - begin) * len(times) / max((last - first).total_seconds(), 0.001)


def _signal(child: Child, number: signal.Signals) -> None:
    assert child.process is not None
    os.killpg(child.process.pid, number)
