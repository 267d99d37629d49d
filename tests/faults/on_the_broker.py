"""The broker forgets, dies, or repeats itself: it is only the bell."""

import time

import redis

from geoalert.supervisor import broker
from messaging.tasks import ring
from tests.faults.bench import LEASE_SECONDS, SWEEP_SECONDS
from tests.faults.run import Run
from tests.stack import until

# What a click may take while nobody answers the bell.
CLICK_SECONDS = 3.0
BELLS = 50


def flushed(run: Run) -> int:
    """FLUSHALL in the middle."""
    run.freeze(run.size(400, fast=200))
    run.bench.worker()
    run.ring()
    run.until_share(0.2)
    with redis.Redis.from_url(broker.url(run.bench.layout)) as client:
        client.flushall()
    run.bench.dispatcher()
    run.finish()
    return 0


def dead(run: Run) -> int:
    """kill -9, away for a minute, back empty: clicks do not wait, no row waits longer than sweep + lease."""
    run.bench.worker()
    run.bench.dispatcher()
    run.freeze(run.size(300, fast=150))
    run.ring()
    run.until_share(0.2)
    run.bench.lose_broker()
    before = len(run.frozen)
    for _ in range(run.size(6, fast=2)):
        run.freeze(50)
        began = time.monotonic()
        run.ring()
        run.demand(time.monotonic() - began < CLICK_SECONDS, "a dead broker held the click")
        run.hold(run.size(10, fast=2))
    until(lambda: run.left("QUEUED", "SUBMITTING") == 0, "rows to leave without a broker")
    run.bench.start_broker()
    run.finish()
    waited = run.standstill(run.frozen[before:])
    # Of quiet cores: as much again where they are shared.
    allowed = 2 * (SWEEP_SECONDS + LEASE_SECONDS)
    run.demand(waited <= allowed, f"a row waited {waited:.1f} s: more than sweep + lease")
    return 0


def the_same_task_50_times(run: Run) -> int:
    """One task, delivered 50 times, to four processes at once."""
    run.freeze(run.size(400, fast=200))
    for _ in range(2):
        run.bench.worker()
    for _ in range(BELLS):
        ring.apply_async(task_id=f"the-same-{run.serial}", ignore_result=True)
    run.finish()
    return 0
