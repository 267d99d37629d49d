"""The processes that make the service, as commands: the supervisor and the containers run the same ones.

`python -m geoalert.supervisor.services NAME [--bind ADDRESS:PORT]` becomes one of NAMES.
"""

import argparse
import os
import sys
from collections.abc import Mapping

from geoalert.supervisor import gateways
from geoalert.supervisor.layout import PROJECT, Layout

NAMES = ("web", "receipts", "worker", "beat", "dispatcher", "watchman", "receiver")
# What runs only where a channel in use needs it.
ONLY_FOR = {"receiver": "smpp"}
# Those that listen, and where unless they are told.
LOOPBACK = {"web": "127.0.0.1:8000", "receipts": "127.0.0.1:9000"}

# Beside the site's, the same at every start: receipts of what left before a restart find us after it.
RECEIPTS_PORT_ABOVE = 1000
LAST_PORT = 65_535


def ports(web: int) -> dict[str, int]:
    """Where services listen on the loopback, by name. ValueError: GEOALERT_RECEIPTS_PORT is no number."""
    named = os.environ.get("GEOALERT_RECEIPTS_PORT")
    beside = web + RECEIPTS_PORT_ABOVE
    receipts = int(named) if named else beside if beside <= LAST_PORT else web - RECEIPTS_PORT_ABOVE
    return {"web": web, "receipts": receipts}


def needed(given: Mapping[str, str]) -> list[str]:
    """The processes of an instance whose settings are `given`, in the order of their start."""
    return [name for name in NAMES if name not in ONLY_FOR or gateways.uses(ONLY_FOR[name], given)]


def command(name: str, layout: Layout, *, bind: str = "") -> list[str]:
    """The whole command line of one process; `bind` is where it listens, if it is one of LOOPBACK."""
    return [sys.executable, *_arguments(layout, bind or LOOPBACK.get(name, ""))[name]]


def _arguments(layout: Layout, bind: str) -> dict[str, list[str]]:
    gunicorn = ["-m", "gunicorn", "geoalert.wsgi", "--bind", bind, "--workers", "2", "--threads", "8"]
    quiet = [
        "--worker-class",
        "gthread",
        "--no-control-socket",
        "--logger-class",
        "geoalert.logs.GunicornLogger",
    ]
    celery = ["-m", "celery", "-A", "geoalert", "--quiet"]
    manage = str(PROJECT / "manage.py")
    lonely = ["-n", "geoalert@%h", "-l", "WARNING", "--without-gossip", "--without-mingle"]
    schedule = ["--schedule", str(layout.run / "beat"), "--pidfile=", "-l", "WARNING"]
    return {
        "web": [*gunicorn, *quiet, "--graceful-timeout", "5"],
        "worker": [*celery, "worker", "-c", "2", *lonely],
        "beat": [*celery, "beat", *schedule],
        "dispatcher": [manage, "dispatcher"],
        "receipts": [manage, "receipts", "--bind", bind],
        "watchman": [manage, "watchman"],
        "receiver": [manage, "smpp_receiver"],
    }


def main() -> None:
    """Replace this process, so that signals reach the service itself."""
    parser = argparse.ArgumentParser(prog="geoalert.supervisor.services")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--bind", default="")
    asked = parser.parse_args()
    line = command(asked.name, Layout.from_environment(), bind=asked.bind)
    os.execv(line[0], line)  # noqa: S606  our own command line


if __name__ == "__main__":
    main()
