"""PostgreSQL goes down without a word, or cuts every connection."""

from django.db import connection

from tests.faults.bench import DISPATCHER_SLOTS, GROUP, WORKER_SLOTS
from tests.faults.run import Run

SLOTS = DISPATCHER_SLOTS + WORKER_SLOTS
_CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def crashed(run: Run) -> int:
    """`pg_ctl stop -m immediate` in the middle: what was committed stays, what was not never happened."""
    run.freeze(run.size(500, fast=300))
    run.bench.dispatcher()
    run.bench.worker()
    run.ring()
    shares = (0.2, 0.6)[: run.size(2, fast=1)]
    for share in shares:
        run.until_share(share)
        run.bench.crash_database()
        connection.close()
        run.bench.start_database()
    run.finish()
    return len(shares) * SLOTS * GROUP


def cut(run: Run) -> int:
    """Every connection ended, each second, for a while."""
    run.freeze(run.size(500, fast=300))
    run.bench.dispatcher()
    run.bench.worker()
    run.ring()
    run.until_share(0.1)
    cuts = run.size(8, fast=3)
    with run.bench.connect() as outside, outside.cursor() as cursor:
        for _ in range(cuts):
            cursor.execute(_CUT)
            run.hold(1)
    connection.close()
    run.finish()
    return cuts * SLOTS * GROUP
