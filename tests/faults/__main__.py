"""`python -m tests.faults`; people use bin/geoalert faults."""

import argparse
import os
import secrets
import signal
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from geoalert.supervisor.layout import PROJECT
from tests.faults.opening import UnderWay, session_without_bench
from tests.faults.outcomes import record
from tests.faults.side_by_side import SideBySide

if TYPE_CHECKING:
    from tests.faults.catalogue import Fault


def main() -> int:
    asked = _arguments()
    session = session_without_bench()
    if asked.list:
        return _list(session.FAULTS)
    if unknown := set(asked.only) - set(session.BY_NAME):
        print(f"Unknown: {', '.join(sorted(unknown))}. See --list.", file=sys.stderr)
        return 2
    # Told to end, it ends what it started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    var = Path(os.environ.get("GEOALERT_FAULTS_VAR") or PROJECT / "var" / "faults").resolve()
    try:
        benches = SideBySide(var, asked.jobs)
    except UnderWay as refused:
        print(refused, file=sys.stderr)
        return 2
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    table = var / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}.csv"
    return record(benches.outcomes(session.planned(asked)), table)


def _list(faults: Iterable["Fault"]) -> int:
    for fault in faults:
        print(f"{fault.name:<22} {fault.injected}  (unknowns: {fault.bound}){'  fast' * fault.fast}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/geoalert faults")
    parser.add_argument("--repeat", type=int, default=1, metavar="N")
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="benches side by side")
    parser.add_argument("--only", nargs="+", action="extend", default=[], metavar="NAME")
    parser.add_argument("--seed", type=int, help="repeats a run; printed with each")
    parser.add_argument("--fast", action="store_true", help="shorter faults, and fewer")
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    if asked.seed is None:
        asked.seed = secrets.randbelow(1_000_000)
    return asked


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least one")
    return number


if __name__ == "__main__":
    sys.exit(main())
