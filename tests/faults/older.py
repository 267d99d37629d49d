"""A checkout of an earlier geoalert, and its processes on the bench's database.

Which: the last one of the older schema, before the newest commit that touches a migration, unless
GEOALERT_FAULTS_OLDER names another.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geoalert.supervisor.layout import PROJECT
from geoalert.supervisor.process import Child
from tests.faults.bench import Bench
from tests.faults.outcomes import NotRun

MIGRATIONS = "*/migrations/*.py"
# The service's programs look for the project in the current folder first.
_IN = ("/bin/sh", "-c", 'cd "$1" && shift && exec "$@"', "sh")
_FREEZE = """
import json, sys, django
django.setup()
from tests.messaging.queue import frozen
sending = frozen(json.loads(sys.argv[1]), text=sys.argv[2])
print(json.dumps([sending.pk, sending.frozen_count]))
"""


@dataclass(frozen=True)
class Older:
    """`commit` is its short name; `folder` holds its files."""

    commit: str
    folder: Path
    bench: Bench

    def manage(self, *arguments: str) -> None:
        self._run("manage.py", *arguments)

    def service(self, name: str, *options: str) -> Child:
        """One of its processes, started as its own version starts it."""
        command = [sys.executable, "-m", "geoalert.supervisor.services", name, *options]
        told = {"PYTHONPATH": str(self.folder)}
        return self.bench.run(f"older-{name}", [*_IN, str(self.folder), *command], **told)

    def freeze(self, to: Sequence[str], *, text: str) -> tuple[int, int]:
        """A list that the older version froze: the sending's id, and how many."""
        said = self._run("-c", _FREEZE, json.dumps(list(to)), text)
        key, count = json.loads(said.splitlines()[-1])
        return int(key), int(count)

    def _run(self, *arguments: str) -> str:
        surroundings = {
            **self.bench.environment(),
            "PYTHONPATH": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "geoalert.settings",
        }
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, env=surroundings, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{self.commit} {arguments[:2]}: {done.stderr[-800:]}"
        return done.stdout


def check_out(bench: Bench) -> Older:
    """Raises NotRun where there is no history to take it from."""
    commit = _commit()
    folder = bench.layout.var / "older"
    shutil.rmtree(folder, ignore_errors=True)
    archive = bench.layout.var / "older.tar"
    if _git("archive", "-o", str(archive), commit) is None:
        raise NotRun(f"commit {commit} is not in this copy's history")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    archive.unlink()
    return Older(commit, folder, bench)


def _commit() -> str:
    if named := os.environ.get("GEOALERT_FAULTS_OLDER"):
        return named
    newest = _git("log", "-1", "--no-merges", "--format=%H", "--", MIGRATIONS)
    older = _git("rev-parse", "--verify", "--short", f"{newest}^") if newest else None
    if not older:
        raise NotRun("no commit of an older schema is in this copy's history (a shallow clone?)")
    return older


def _git(*arguments: str) -> str | None:
    """What it says; None where it fails, or is not there."""
    try:
        done = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout.strip()
