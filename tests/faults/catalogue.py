"""Every fault: its name, what is injected, and the function that does it and returns the bound on unknowns."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import on_the_broker, on_the_database, on_workers
from tests.faults.run import Run


@dataclass(frozen=True)
class Fault:
    """`inject` hurts, waits for the end, and returns how many unknowns are allowed; `fast`: in `test` too."""

    name: str
    injected: str
    bound: str
    inject: Callable[[Run], int]
    fast: bool = False


FAULTS = (
    Fault("worker-killed", "kill -9 of a worker or dispatcher, 10 times", "kills × slots × group", on_workers.killed, fast=True),
    Fault("worker-frozen", "SIGSTOP past the lease, then SIGCONT", "group", on_workers.frozen_past_the_lease, fast=True),
    Fault("worker-ended", "SIGTERM", "0", on_workers.asked_to_end),
    Fault("host-lost", "two hosts, everything of one killed -9", "slots × group", on_workers.one_host_of_two_lost),
    Fault("host-added", "a second host joins mid-send", "0", on_workers.a_host_added),
    Fault("broker-flushed", "FLUSHALL", "0", on_the_broker.flushed),
    Fault("broker-dead", "kill -9, away 60 s, back empty", "0", on_the_broker.dead, fast=True),
    Fault("task-repeated", "the same task 50 times to 4 processes", "0", on_the_broker.the_same_task_50_times),
    Fault("database-crashed", "pg_ctl stop -m immediate, twice", "crashes × slots × group", on_the_database.crashed, fast=True),
    Fault("database-cut", "pg_terminate_backend of all, each second", "cuts × slots × group", on_the_database.cut),
)
