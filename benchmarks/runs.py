"""One run of a sending: through the engine, one task each, or by a bare client; all must be accepted."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import Count

from benchmarks import hosts, queue
from benchmarks.hosts import Host
from benchmarks.one_task_each import app, send_one
from benchmarks.rates import Rates
from benchmarks.timing import AnswersDiffer
from geoalert.supervisor.layout import PROJECT
from messaging.clock import database_now
from messaging.models import Delivery, Sending

# Frozen first, due when every worker is up and has seen that something will be: so long a worker.
STARTS_WITHIN = timedelta(seconds=4)
VALID = timedelta(hours=2)
LONGEST = 1800.0


class TooSlow(Exception):
    """The workers of a run were not up before it was due: what it took would be theirs."""


class Run:
    """A sending under way, and the hosts that send it."""

    def __init__(self, sending: Sending, begun: list[Host]) -> None:
        self.sending = sending
        self.due = sending.chunks.earliest("not_before").not_before
        self.begun = begun
        self.reports: list[dict[str, Any]] = []

    def ended(self) -> bool:
        self.sending.refresh_from_db()
        return self.sending.ended_at is not None

    def left(self) -> int:
        """How many still wait: a count, so ask it now and then only."""
        return Delivery.objects.filter(sending=self.sending, state="QUEUED").count()

    def elapsed(self) -> float:
        return (database_now() - self.due).total_seconds()

    def seconds(self) -> float:
        """From due to ended, all of them accepted once and nothing else."""
        hosts.until(self.ended, "the end of the sending", LONGEST)
        assert self.sending.ended_at is not None  # noqa: S101  just waited for
        states = dict(self.sending.deliveries.values_list("state").annotate(rows=Count("pk")))
        if states != {"ACCEPTED": self.sending.frozen_count}:
            raise AnswersDiffer(states)
        return (self.sending.ended_at - self.due).total_seconds()


@contextmanager
def running(source: Sending, count: int, variables: dict[str, str], names: Sequence[str]) -> Iterator[Run]:
    """Hosts that are up, and a list that falls due; the list is taken back and the hosts ended after it."""
    now = database_now()
    due = now + len(names) * STARTS_WITHIN
    run = Run(queue.freeze(source, count, not_before=due, valid_until=now + VALID), begun=[])
    try:
        for name in names:
            run.begun.append(Host.begin(name, variables))
        if database_now() > due:
            raise TooSlow(f"{len(names)} workers were not up within {due - now}")
        yield run
    finally:
        run.reports = [host.end() for host in run.begun]
        queue.forget(run.sending)


def engine(
    rates: Rates,
    variant: str,
    source: Sending,
    count: int,
    variables: dict[str, str],
    *,
    names: Sequence[str] = ("one",),
) -> list[dict[str, Any]]:
    """Send by the real dispatcher on as many hosts as there are names; returns what each reports."""
    with running(source, count, variables, names) as run:
        rates.add(variant, count, run.seconds())
    return run.reports


def one_task_each(rates: Rates, source: Sending, count: int, variables: dict[str, str]) -> None:
    """The tutorial's way, two processes: from the first task given to the broker to the last row saved."""
    worker = ["celery", "-q", "-A", "benchmarks.one_task_each", "worker", "-c", "2", "-l", "ERROR"]
    process = hosts.start(*worker, "-Q", app.conf.task_default_queue, "--without-gossip", variables=variables)
    try:
        hosts.until(lambda: app.control.ping(timeout=0.5), "the Celery worker")
        later = database_now() + VALID
        sending = queue.freeze(source, count, not_before=later, valid_until=later)
        waiting = sending.deliveries.exclude(state="ACCEPTED")
        started = time.perf_counter()
        for delivery_id in list(sending.deliveries.values_list("pk", flat=True)):
            send_one.delay(delivery_id)
        hosts.until(lambda: not waiting.exists(), "the last task", LONGEST)
        rates.add("one task each", count, time.perf_counter() - started)
    finally:
        hosts.end(process)
    queue.forget(sending)


def bare_client(rates: Rates, count: int, variables: dict[str, str], *, connections: int) -> None:
    """The same requests by an aiohttp client that writes nothing down."""
    command = [sys.executable, "-m", "benchmarks.bare_client", variables["KANNEL_SENDSMS_URL"]]
    command += [str(count), str(connections)]
    surroundings = {**os.environ, **variables, "PYTHONPATH": str(PROJECT)}
    surroundings["DJANGO_SETTINGS_MODULE"] = "geoalert.settings"
    done = subprocess.run(command, env=surroundings, cwd=PROJECT, check=True, capture_output=True)
    told = json.loads(done.stdout)
    if told["accepted"] != count:
        raise AnswersDiffer(told)
    rates.add(f"bare aiohttp client, {connections} connections", count, told["seconds"])
