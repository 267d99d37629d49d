"""`python -m tests.faults`; people use bin/geoalert faults."""

import argparse
import importlib
import os
import secrets
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

from geoalert.supervisor.layout import PROJECT
from tests.faults.bench import Bench


def main() -> int:
    asked = _arguments()
    var = Path(os.environ.get("GEOALERT_FAULTS_VAR") or PROJECT / "var" / "faults").resolve()
    shutil.rmtree(var / "bench", ignore_errors=True)
    bench = Bench(var / "bench")
    os.environ.update(bench.environment(), DJANGO_SETTINGS_MODULE="geoalert.settings")
    django.setup()
    # What speaks to the database can only be read once the settings are there.
    session = importlib.import_module("tests.faults.session")
    if asked.list:
        for fault in session.FAULTS:
            print(f"{fault.name:<22} {fault.injected}  (unknowns: {fault.bound}){'  fast' * fault.fast}")
        return 0
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
