"""`python -m geoalert.supervisor up|down|doctor|backup|restore|reset|keys|run`; people use bin/geoalert."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from geoalert.env import BadSetting
from geoalert.supervisor import archive, binaries, client, disk, given_database, postgres, up
from geoalert.supervisor.backup import backup
from geoalert.supervisor.doctor.report import doctor
from geoalert.supervisor.keys import ensure_deployment_keys, ensure_keys
from geoalert.supervisor.layout import Layout, UnsafeFolder
from geoalert.supervisor.pidfiles import end_leftovers
from geoalert.supervisor.reset import reset
from geoalert.supervisor.restore import restore
from geoalert.supervisor.stack import Stack

FAILURES = (
    *up.FAILURES,
    archive.NotABackup,
    client.ToolFailed,
    binaries.Missing,
    given_database.Unusable,
    postgres.DatabaseFailed,
    UnsafeFolder,
    BadSetting,
)


def main() -> int:
    arguments = _arguments()
    layout = Layout.from_environment()
    try:
        return _verb(layout, arguments)
    except FAILURES as failure:
        print(f"geoalert : {failure}", file=sys.stderr)
    except EOFError:
        print("geoalert : sans réponse, rien n’a été touché.", file=sys.stderr)
    except BrokenPipeError:
        # Whoever read our words has gone (`| head`): nothing more can be said, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as failure:
        print(f"geoalert : {disk.sentence(failure)}", file=sys.stderr)
    return 1


def _verb(layout: Layout, asked: argparse.Namespace) -> int:
    if asked.verb == "doctor":
        return doctor(layout, port=asked.port, as_json=asked.json)
    if asked.verb == "run":
        return _run_on_ground(layout, asked.command)
    if asked.verb == "up":
        up.up(layout, port=asked.port, demo=not asked.no_demo)
    elif asked.verb == "down":
        print("Tout est arrêté." if up.down(layout) else "geoalert ne tourne pas dans ce dossier.")
    elif asked.verb == "reset":
        reset(layout, yes=asked.yes, secrets=asked.secrets, database=asked.database)
    elif asked.verb == "backup":
        backup(layout, file=asked.file, with_keys=asked.with_keys)
    elif asked.verb == "restore":
        restore(layout, file=asked.file, yes=asked.yes)
    elif asked.verb == "keys":
        layout.prepare()
        (ensure_deployment_keys if asked.deployment else ensure_keys)(layout)
        print(f"Les clés sont dans {layout.secrets} : sauvegardez-les à part de la base.")
    return 0


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
    parser = argparse.ArgumentParser(prog="bin/geoalert")
    verbs = parser.add_subparsers(dest="verb", required=True)
    serve = verbs.add_parser("up")
    serve.add_argument("--no-demo", action="store_true")
    examine = verbs.add_parser("doctor")
    examine.add_argument("--json", action="store_true")
    for verb in (serve, examine):
        verb.add_argument("--port", type=int, default=int(os.environ.get("GEOALERT_PORT", "8000")))
    verbs.add_parser("down")
    verbs.add_parser("keys").add_argument("--deployment", action="store_true")
    save = verbs.add_parser("backup")
    save.add_argument("file", nargs="?", type=Path)
    save.add_argument("--with-keys", action="store_true")
    bring_back = verbs.add_parser("restore")
    bring_back.add_argument("file", type=Path)
    bring_back.add_argument("--yes", action="store_true")
    empty = verbs.add_parser("reset")
    for option in ("--yes", "--secrets", "--database"):
        empty.add_argument(option, action="store_true")
    run = verbs.add_parser("run")
    run.add_argument("command", nargs=argparse.REMAINDER)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
