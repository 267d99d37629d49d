"""`python -m tests.faults`; people use bin/geoalert faults."""

import argparse
import importlib
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import django

from geoalert.supervisor import pidfiles
from geoalert.supervisor.keys import ensure_keys
from geoalert.supervisor.layout import PROJECT, Layout
from tests.faults.bench import Bench
from tests.stack import clean_environment


def main() -> int:
    asked = _arguments()
    var = Path(os.environ.get("GEOALERT_FAULTS_VAR") or PROJECT / "var" / "faults").resolve()
    if asked.list:
        return _list()
    run = Layout(var / "bench").run
    if pid := pidfiles.running(run)[0]:
        print(f"A run is under way there (process {pid}): let it end first.", file=sys.stderr)
        return 2
    pidfiles.end_leftovers(run)
    shutil.rmtree(var / "bench", ignore_errors=True)
    bench = Bench(var / "bench")
    own = os.getpid()
    (run / f"{pidfiles.SUPERVISOR}.pid").write_text(f"{own} {pidfiles.start_time(own)}\n")
    session = _session(bench.environment())
    if unknown := set(asked.only) - {fault.name for fault in session.FAULTS}:
        print(f"Unknown: {', '.join(sorted(unknown))}. See --list.", file=sys.stderr)
        return 2
    # Told to end, it ends what it started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        bench.start()
        table = var / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.csv"
        return 0 if session.run_all(bench, asked, table) else 1
    finally:
        bench.stop()


def _session(environment: Mapping[str, str]) -> ModuleType:
    """What speaks to the database can only be read once the settings are there."""
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="geoalert.settings")
    django.setup()
    return importlib.import_module("tests.faults.session")


def _list() -> int:
    """Names them without a bench: a run that is under way is left alone."""
    with TemporaryDirectory() as folder:
        layout = Layout(Path(folder))
        layout.prepare()
        ensure_keys(layout)
        for fault in _session(clean_environment(layout.var)).FAULTS:
            print(f"{fault.name:<22} {fault.injected}  (unknowns: {fault.bound}){'  fast' * fault.fast}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/geoalert faults")
    parser.add_argument("--repeat", type=int, default=1, metavar="N")
    parser.add_argument("--only", nargs="+", action="extend", default=[], metavar="NAME")
    parser.add_argument("--seed", type=int, help="repeats a run; printed with each")
    parser.add_argument("--fast", action="store_true", help="shorter faults, and fewer")
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    if asked.seed is None:
        asked.seed = secrets.randbelow(1_000_000)
    return asked


if __name__ == "__main__":
    sys.exit(main())
