"""B1: from the confirmed question to every delivery row committed, beside other ways to write them."""

from collections.abc import Callable, Hashable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.db import connection, transaction

from alerts import audience
from benchmarks.scene import Scene
from benchmarks.timing import Measure, compare
from messaging import freezing
from messaging.clock import database_now
from messaging.models import Delivery, Mode, Sending
from zones.models import Department

RUNS = 5
ROW_BY_ROW_AT_MOST = 12_000


def measure(scene: Scene, *, out: Path) -> Iterator[Measure]:
    """Every variant writes the same list and is taken back after it was timed."""
    shape = Department.objects.get(code="75").boundary
    variants: dict[str, Callable[[MultiPolygon], Hashable]] = {
        "freeze": _timed(_freeze),
        "bulk_create": _timed(_bulk_create),
        "insert without index": _timed(_floor),
    }
    if scene.size <= ROW_BY_ROW_AT_MOST:
        variants["row by row"] = _timed(_row_by_row)
    found = compare(f"B1 Paris of {scene.size}", variants, [shape] * RUNS)
    found.save(out)
    yield found


def _timed(write: Callable[[MultiPolygon], int]) -> Callable[[MultiPolygon], Hashable]:
    def run(shape: MultiPolygon) -> int:
        count = write(shape)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE messaging_sending CASCADE")
        return count

    return run


def _rows(shape: MultiPolygon) -> Any:
    return audience.recipients(perimeter=shape, profession_codes=None, now=database_now())


def _freeze(shape: MultiPolygon) -> int:
    now = database_now()
    with transaction.atomic():
        sending = freezing.freeze(
            recipients=_rows(shape),
            text="x",
            mode=Mode.EXERCISE,
            priority=Sending.Priority.ALERT,
            valid_until=now + timedelta(hours=1),
            not_before=now,
            now=now,
        )
    return sending.frozen_count


def _in_python(shape: MultiPolygon) -> list[Delivery]:
    """The way that brings the list to Python first; addresses deduplicated there."""
    now = database_now()
    sending = Sending.objects.create(
        text="x", parts=1, mode=Mode.EXERCISE, priority=1, valid_until=now, created_at=now
    )
    once = {bytes(row["address_hash"]): row for row in _rows(shape)}
    return [
        Delivery(sending=sending, chunk_number=number // 500, updated_at=now, **row)
        for number, row in enumerate(once.values())
    ]


def _bulk_create(shape: MultiPolygon) -> int:
    with transaction.atomic():
        return len(Delivery.objects.bulk_create(_in_python(shape), batch_size=1000))


def _row_by_row(shape: MultiPolygon) -> int:
    rows = _in_python(shape)
    for row in rows:
        row.save()
    return len(rows)


def _floor(shape: MultiPolygon) -> int:
    """The floor: the same rows into a table without key or index, no list hash, no chunks."""
    question, params = _rows(shape).query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE floor ON COMMIT DROP AS SELECT * FROM messaging_delivery LIMIT 0")
        columns = "channel, address_hash, address_sealed, origin"
        once = f"SELECT DISTINCT ON (2) * FROM ({question}) AS asked"  # noqa: S608  compiled by Django
        cursor.execute(f"INSERT INTO floor ({columns}) {once}", params)
        return int(cursor.rowcount)
