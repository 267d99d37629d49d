"""An upgrade mid-send: an older version and this one on one database, which is migrated meanwhile."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from messaging.models import Mode, Sending
from tests.faults import manners
from tests.faults.bench import DISPATCHER_SLOTS, GROUP, WORKER_SLOTS
from tests.faults.moving import administer
from tests.faults.older import Older, check_out
from tests.faults.run import LONG_TEXT, Run
from tests.messaging.queue import TEXT

# Slow enough that what happens meanwhile falls into the middle.
CALL_SECONDS, SLOW_SECONDS = 0.25, 1.2


def side_by_side(run: Run) -> int:
    """The older one begins, goes on after the migration, and hands over to this one; nobody is lost."""
    older = check_out(run.bench)
    print(f"two-versions: {older.commit} and this one", flush=True)
    run.bench.gate.behave(manners.slowed(CALL_SECONDS))
    with _of_older_schema(run, older):
        first = _freeze(run, older)
        leaving = [older.service("dispatcher"), older.service("worker")]
        # Started too early: it finds columns missing, and hands nothing over.
        early = run.bench.dispatcher()
        run.until_share(0.3)
        early.stop()
        # On a busy machine it takes as long as the rest of the sending would.
        run.bench.gate.behave(manners.slowed(SLOW_SECONDS))
        _migrate(run)
        run.bench.gate.behave(manners.slowed(CALL_SECONDS))
        run.demand(run.left("QUEUED") > 0, "the migration did not fall into the sending")
        run.until_share(0.5)
        _replace_the_door(run)
        second = run.freeze(run.size(400, fast=300))
        run.bench.dispatcher()
        run.until_share(0.2, of=second)
        run.bench.gate.behave(manners.slowed(SLOW_SECONDS))
        for child in leaving:
            child.stop()
        run.bench.gate.behave(manners.slowed(CALL_SECONDS))
        run.demand(run.left("QUEUED") > 0, "nothing was left for this version alone")
        run.bench.worker()
        run.ring()
        run.finish()
        run.demand(Sending.objects.filter(pk__in=[first, second.pk], state="DONE").count() == 2, "not done")
    # Its worker may be in the middle of a minute's work: it is ended after a while, as `down` ends it; on a
    # busy machine so is its dispatcher.
    return (WORKER_SLOTS + DISPATCHER_SLOTS) * GROUP


@contextmanager
def _of_older_schema(run: Run, older: Older) -> Iterator[None]:
    """An empty database as the older version makes it, and its own door for receipts."""
    bench = run.bench
    for server in (bench.web, bench.door):
        server.stop()
    connection.close()
    administer(bench, "DROP DATABASE geoalert WITH (FORCE)")
    bench.cluster.create_database()
    try:
        older.manage("migrate", "-v0")
        older.manage("load_reference")
        older.service("receipts", "--bind", f"127.0.0.1:{bench.door_port}")
        yield
    finally:
        bench.end_processes()
        _migrate(run)
        connection.close()


def _migrate(run: Run) -> None:
    subprocess.run(run.bench.manage("migrate", "-v0"), env=run.bench.environment(), check=True)


def _replace_the_door(run: Run) -> None:
    (door,) = (child for child in run.bench.processes if child.name.startswith("older-receipts"))
    door.stop()
    run.bench.door.start()


def _freeze(run: Run, older: Older) -> int:
    """The older version's own freeze: this one's models may name columns that are not there yet."""
    to, text = run.numbers(run.size(600, fast=400)), run.random.choice((TEXT, LONG_TEXT))
    key, count = older.freeze(to, text=text)
    run.watch(Sending(pk=key, frozen_count=count, text=text, mode=Mode.LIVE), to)
    run.ring()
    return key
