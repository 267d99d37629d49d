"""`python -m geoalert.supervisor up|down|run`; people use bin/geoalert."""

import argparse
import os
import signal
import subprocess
import sys

from geoalert.supervisor import binaries, postgres, up
from geoalert.supervisor.layout import Layout, UnsafeFolder
from geoalert.supervisor.process import end_leftovers
from geoalert.supervisor.stack import NotReady, Stack

FAILURES = (*up.FAILURES, binaries.Missing, postgres.DatabaseFailed, UnsafeFolder, NotReady)


def main() -> int:
    arguments = _arguments()
    layout = Layout.from_environment()
    try:
        return _verb(layout, arguments)
    except FAILURES as failure:
        print(f"geoalert : {failure}", file=sys.stderr)
        return 1


def _verb(layout: Layout, arguments: argparse.Namespace) -> int:
    if arguments.verb == "up":
        up.up(layout, port=arguments.port, demo=not arguments.no_demo)
        return 0
    if arguments.verb == "down":
        print("Tout est arrêté." if up.down(layout) else "geoalert ne tourne pas dans ce dossier.")
        return 0
    return _run_on_ground(layout, arguments.command)


def _run_on_ground(layout: Layout, command: list[str]) -> int:
    """Run a command on a database and a broker of its own, and end them after it."""
    layout.prepare()
    end_leftovers(layout.run)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stack = Stack(layout, say=_silent)
    try:
        stack.start_ground(gateway=False)
        return _wait(subprocess.Popen(command, env=stack.environment()))
    finally:
        stack.stop()


def _wait(process: subprocess.Popen[bytes]) -> int:
    """The command's exit code; when we are told to end, it may end what it started first."""
    try:
        return process.wait()
    except (KeyboardInterrupt, SystemExit):
        process.terminate()
        return process.wait()


def _silent(line: str) -> None:
    """A command's own output is what people want to read."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="geoalert")
    verbs = parser.add_subparsers(dest="verb", required=True)
    serve = verbs.add_parser("up")
    serve.add_argument("--port", type=int, default=int(os.environ.get("GEOALERT_PORT", "8000")))
    serve.add_argument("--no-demo", action="store_true")
    verbs.add_parser("down")
    run = verbs.add_parser("run")
    run.add_argument("command", nargs=argparse.REMAINDER)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
