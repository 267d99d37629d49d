"""The database's tables, or its log, on a disk of a few megabytes for as long as a fault lasts."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
from django.db import connection

from tests.faults.bench import SMALL_DISK, Bench
from tests.faults.small_disk import SmallDisk, mounted
from tests.stack import until

# What the database may still write before its disk is filled.
MEGABYTES_FREE = 24
# Five segments of its log at first, and what it writes of itself.
LOG_MEGABYTES = 160
_CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'geoalert'"


@contextmanager
def tables_on_a_small_disk(bench: Bench) -> Iterator[SmallDisk]:
    """The whole database moves there, and back; whoever is connected to it is away meanwhile."""
    room = _megabytes(bench) + MEGABYTES_FREE
    with mounted(bench.layout.var / SMALL_DISK, like=bench.cluster.data, megabytes=room) as disk:
        administer(bench, f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
        try:
            _move(bench, "small")
            yield disk
        finally:
            disk.empty()
            _move(bench, "pg_default")
            administer(bench, "DROP TABLESPACE small")


def let_nobody_in(bench: Bench, disk: SmallDisk) -> None:
    """Cut everybody off while the disk is full and the cache of the catalogue is due to be written again.

    PostgreSQL ends each new connection then, as it must write that file first: nobody gets one any more.
    """
    connection.close()
    until(lambda: _lets_nobody_in(bench, disk), "PostgreSQL to let nobody in")


def _lets_nobody_in(bench: Bench, disk: SmallDisk) -> bool:
    for file in disk.folder.glob("PG_*/*/pg_internal.init"):
        file.unlink()
    disk.fill()
    administer(bench, _CUT)
    with suppress(psycopg2.OperationalError), closing(bench.connect()):
        return False
    return True


def _move(bench: Bench, tablespace: str) -> None:
    bench.end_processes()
    for server in (bench.web, bench.door):
        server.stop()
    connection.close()
    administer(bench, _CUT, f"ALTER DATABASE geoalert SET TABLESPACE {tablespace}")
    for server in (bench.web, bench.door):
        server.start()


def administer(bench: Bench, *statements: str) -> None:
    """From outside of the database, and each by itself."""
    with closing(bench.connect("postgres")) as outside, outside.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _megabytes(bench: Bench) -> int:
    with closing(bench.connect()) as outside, outside.cursor() as cursor:
        cursor.execute("SELECT pg_database_size('geoalert') >> 20")
        ((found,),) = cursor.fetchall()
    return int(found)


@contextmanager
def log_on_a_small_disk(bench: Bench) -> Iterator[SmallDisk]:
    """`pg_wal` is a link to it, as where a log has a disk of its own; the server is away while it moves."""
    log = bench.cluster.data / "pg_wal"
    with mounted(bench.layout.var / SMALL_DISK, like=bench.cluster.data, megabytes=LOG_MEGABYTES) as disk:
        with _stopped(bench):
            _move_log(log, disk.folder / "pg_wal")
            log.symlink_to(disk.folder / "pg_wal")
        try:
            yield disk
        finally:
            disk.empty()
            bench.end_processes()
            with _stopped(bench):
                log.unlink()
                _move_log(disk.folder / "pg_wal", log)


@contextmanager
def _stopped(bench: Bench) -> Iterator[None]:
    """The old server ends well, or as well as it can; the block is run; a new one starts."""
    connection.close()
    bench.postgres.stop()
    yield
    bench.start_database()


def _move_log(source: Path, target: Path) -> None:
    shutil.copytree(source, target)
    target.chmod(0o700)
    for file in target.rglob("*"):
        shutil.chown(file, source.stat().st_uid, source.stat().st_gid)
    shutil.chown(target, source.stat().st_uid, source.stat().st_gid)
    shutil.rmtree(source)
