"""The gateway refuses, falls silent, answers nonsense, is frozen or killed. Never a second SMS."""

import math
import signal
from collections.abc import Callable

from geoalert.supervisor.process import Child
from tests.faults import manners
from tests.faults.bench import CONCURRENCY, DISPATCHER_SLOTS, GROUP, TIMEOUT_SECONDS
from tests.faults.invariants import SAID_TO_HAVE_LEFT
from tests.faults.manners import Manner
from tests.faults.run import CALL_SECONDS, Run
from tests.stack import until

# Of the requests, where an answer is spoilt now and then.
SHARE = 0.15
# Megabytes that a process may have held at most: an answer of 200 MB was not read into it.
MOST_MEMORY = 350
NETWORK = "smsc=PHONES"


def refusing(run: Run) -> int:
    """Connection refused, for a minute: unknown are calls that nobody had taken up yet as the door closed."""
    run.freeze(run.size(400, fast=200))
    run.bench.dispatcher()
    run.until_share(0.2)
    run.bench.gate.refuse()
    run.hold(run.size(60, fast=4))
    run.bench.gate.listen()
    run.finish()
    return CONCURRENCY


def silent(run: Run) -> int:
    """Takes every connection and says nothing, for a minute."""
    seconds = run.size(60, fast=5)
    run.freeze(run.size(400, fast=200))
    run.bench.dispatcher()
    run.until_share(0.2)
    run.bench.gate.behave(manners.silent)
    run.hold(seconds)
    run.bench.gate.behave(manners.slowed(CALL_SECONDS))
    run.finish()
    return timed_out(seconds)


def busy(answer: Manner) -> Callable[[Run], int]:
    """Says for a while, to everybody, that it took nothing: 429, 503."""

    def inject(run: Run) -> int:
        run.freeze(run.size(300, fast=150))
        run.bench.dispatcher()
        run.until_share(0.2)
        run.bench.gate.behave(answer)
        run.hold(run.size(20, fast=4))
        run.bench.gate.behave(manners.slowed(CALL_SECONDS))
        run.finish()
        demand_everybody(run)
        return 0

    return inject


def spoiling(answer: Manner) -> Callable[[Run], int]:
    """Spoils some answers, drawn by the seed: each may have left: it is unknown, and never repeated."""

    def inject(run: Run) -> int:
        spoilt = manners.Counted(answer)
        run.bench.gate.behave(manners.one_of(run.random, SHARE, spoilt, manners.slowed(CALL_SECONDS)))
        run.freeze(run.size(200, fast=100))
        sender = run.bench.dispatcher()
        run.finish()
        run.demand(spoilt.times > 0, "nothing was injected")
        most = _most_memory(sender)
        run.demand(most < MOST_MEMORY, f"an answer was read into {most} MB of memory")
        return spoilt.times

    return inject


def network_gone(run: Run) -> int:
    """Kannel without its network says "403 … Do not try again": nobody is given up for that."""
    run.freeze(run.size(400, fast=200))
    run.bench.dispatcher()
    run.until_share(0.2)
    run.bench.kannel.order(f"stop-smsc?{NETWORK}")
    run.hold(run.size(30, fast=4))
    run.demand(run.left("REJECTED") == 0, "shops were given up because the network was away")
    run.bench.kannel.order(f"start-smsc?{NETWORK}")
    run.bench.kannel.heal()
    run.finish()
    demand_everybody(run)
    return 0


def killed(*names: str) -> Callable[[Run], int]:
    """kill -9 of a part of the gateway in the middle; its watch brings it back."""

    def inject(run: Run) -> int:
        run.freeze(run.size(1500, fast=500))
        run.bench.dispatcher(**run.bench.direct)
        run.until_share(0.2)
        for name in names:
            run.bench.kannel.kill(name)
        until(lambda: not all(child.alive() for child in run.bench.kannel.children.values()), "its death")
        run.bench.kannel.heal()
        run.finish()
        return timed_out(4 * TIMEOUT_SECONDS)

    return inject


def frozen(name: str) -> Callable[[Run], int]:
    """SIGSTOP for longer than the time-out: it may have taken what we no longer wait for."""

    def inject(run: Run) -> int:
        seconds = run.size(8, fast=4)
        run.freeze(run.size(600, fast=300))
        run.bench.dispatcher()
        run.until_share(0.2)
        run.bench.kannel.signal(name, signal.SIGSTOP)
        run.hold(seconds)
        run.bench.kannel.signal(name, signal.SIGCONT)
        run.finish()
        return timed_out(seconds)

    return inject


def timed_out(seconds: float) -> int:
    """One dispatcher loses a group each time-out at most, and what was in flight at both ends."""
    return DISPATCHER_SLOTS * GROUP * (math.ceil(seconds / TIMEOUT_SECONDS) + 2)


def demand_everybody(run: Run) -> None:
    """Nothing was unknown, so every phone has its text in the end."""
    others = {state: count for state, count in run.states().items() if state not in SAID_TO_HAVE_LEFT}
    run.demand(not others, f"not served once the gateway was well again: {others}")


def _most_memory(child: Child) -> int:
    """The most that this process ever held, in MB (VmHWM of /proc)."""
    assert child.process is not None
    with open(f"/proc/{child.process.pid}/status") as status:
        lines = [line.split() for line in status if line.startswith("VmHWM:")]
    return int(lines[0][1]) // 1024
