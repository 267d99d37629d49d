"""A backup made in the middle of a sending, restored after its end: yesterday's queue stays where it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.db import connection

from geoalert.supervisor.layout import PROJECT
from tests.faults.run import Run
from tests.stack import until

LOOKS = 3
_SESSIONS = """
SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def restored(run: Run) -> int:
    """It starts held back, and releases nothing of what waited then; the phones stay silent."""
    saved = run.bench.layout.var / "saved.tar"
    environment = _elsewhere(run)
    run.freeze(run.size(300, fast=150))
    run.bench.dispatcher()
    run.until_share(0.3)
    _supervise(environment, "backup", str(saved))
    run.demand(run.left("QUEUED") > 0, "the backup did not fall into the sending")
    run.finish()
    run.keep_rows()
    rung = len(run.phones())
    run.bench.end_processes()
    run.bench.door.stop()
    run.bench.web.stop()
    connection.close()
    until(lambda: _sessions(run) == 0, "the last connection to end")
    _supervise(environment, "restore", str(saved), "--yes")
    for command in ((), ("release", "--yes")):
        _sweep(environment, *command)
        run.demand(len(run.phones()) == rung, f"a restored system wrote to phones {command}")
    return 0


def _elsewhere(run: Run) -> dict[str, str]:
    """The same database and keys, seen from a folder where nothing of the bench runs."""
    folder = run.bench.layout.var.parent / "restored"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "run").mkdir(mode=0o700, parents=True)
    shutil.copytree(run.bench.layout.secrets, folder / "secrets")
    return {**os.environ, **run.bench.environment(), "GEOALERT_VAR": str(folder)}


def _supervise(environment: dict[str, str], *arguments: str) -> None:
    _call(environment, "-m", "geoalert.supervisor", *arguments)


def _sweep(environment: dict[str, str], *command: str) -> None:
    """Whoever could send something tries, after the command if there is one."""
    manage = str(Path(PROJECT) / "manage.py")
    if command:
        _call(environment, manage, *command)
    for _ in range(LOOKS):
        _call(environment, manage, "dispatcher", "--once")


def _call(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command,
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-500:]}{done.stderr[-500:]}"


def _sessions(run: Run) -> int:
    with run.bench.connect() as outside, outside.cursor() as cursor:
        cursor.execute(_SESSIONS)
        ((found,),) = cursor.fetchall()
    outside.close()
    return int(found)
