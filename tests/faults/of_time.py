"""Clocks that are wrong, nights with an hour twice or not at all, and an exercise beside a live gateway."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings

from messaging.clock import database_now
from messaging.models import Mode, OutboxMessage
from tests.faults.run import Run

# A minute before the hour comes twice, and before it is left out (Europe/Paris).
AUTUMN = datetime(2026, 10, 25, 0, 59, 57, tzinfo=UTC)
SPRING = datetime(2027, 3, 28, 0, 59, 57, tzinfo=UTC)
TWO_HOURS = 7200


def worker_clock(*shifts: int) -> Callable[[Run], int]:
    """Machines whose clocks are hours wrong send together: only the database's clock counts."""

    def inject(run: Run) -> int:
        run.freeze(run.size(400, fast=200))
        for shift in shifts:
            run.bench.run("shifted", [sys.executable, "-m", "tests.faults.shifted", str(shift)])
        run.finish()
        run.demand(run.left("SKIPPED_EXPIRED") == 0, "a wrong clock made texts expire")
        return 0

    return inject


def across(moment: datetime) -> Callable[[Run], int]:
    """The whole of geoalert passes through that moment in the middle of a sending."""

    def inject(run: Run) -> int:
        offset = int((moment - database_now()).total_seconds()) + settings.NOW_OFFSET_SECONDS
        before, settings.NOW_OFFSET_SECONDS = settings.NOW_OFFSET_SECONDS, offset
        try:
            run.freeze(run.size(600, fast=300))
            run.bench.dispatcher(GEOALERT_NOW_OFFSET=str(offset))
            run.finish()
        finally:
            settings.NOW_OFFSET_SECONDS = before
        waited = run.standstill(run.frozen)
        run.demand(waited < 60, f"the night made rows wait for {waited:.0f} s")
        return 0

    return inject


def exercise(run: Run) -> int:
    """A live gateway is configured and well; an exercise brings it not one byte, and no connection."""
    gate = run.bench.gate
    before = gate.connections, gate.bytes_in
    run.freeze(run.size(300, fast=150), mode=Mode.EXERCISE)
    run.bench.worker()
    run.bench.dispatcher()
    run.ring()
    run.finish()
    run.demand((gate.connections, gate.bytes_in) == before, "bytes of an exercise reached the live gateway")
    reached = OutboxMessage.objects.count()
    run.demand(reached == run.frozen[0].count, f"{reached} of the exercise reached its own phones")
    return 0
