"""`up`: everything, in order, until Ctrl-C; then everything ends, in the other order."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from types import FrameType

from geoalert.supervisor.layout import Layout
from geoalert.supervisor.process import end_leftovers, start_time
from geoalert.supervisor.stack import NotReady, Stack

READY_SECONDS = 60
WATCH_SECONDS = 0.2
DEMO_ACCOUNTS = ("officier", "superviseur", "analyste", "redacteur", "admin")
DEMO_PASSWORD = "geoalert-demo-2026"  # noqa: S105  printed on the screen: a demonstration's


class Refused(Exception):
    """`up` does not start; the message says what to do."""


class Interrupted(Exception):
    """Ctrl-C or a polite end."""


def up(layout: Layout, *, port: int, demo: bool) -> None:
    """Start, serve, watch, stop. Raises Refused before anything was started."""
    layout.prepare()
    _refuse_second(layout)
    _refuse_taken(port)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    pid_file = layout.run / "supervisor.pid"
    if ended := end_leftovers(layout.run):
        print(f"Restes d’un arrêt brutal terminés : {', '.join(ended)}.", flush=True)
    pid_file.write_text(f"{os.getpid()} {start_time(os.getpid())}\n")
    stack = Stack(layout, say=lambda line: print(line, flush=True))
    try:
        _serve(stack, port=port, demo=demo)
    except Interrupted:
        print("\nArrêt…", flush=True)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stack.stop()
        pid_file.unlink(missing_ok=True)
    print("Tout est arrêté.", flush=True)


def down(layout: Layout) -> bool:
    """Ask a running supervisor to stop and wait for it; False when none runs."""
    pid, began = _running(layout)
    if not pid:
        return False
    os.kill(pid, signal.SIGTERM)
    while start_time(pid) == began:
        time.sleep(WATCH_SECONDS)
    return True


def _serve(stack: Stack, *, port: int, demo: bool) -> None:
    print("geoalert démarre :", flush=True)
    stack.variables |= {
        # The gateway is a fake phone network, with or without the fictitious town.
        "GEOALERT_DEMO": "1",
        "PUBLIC_LINK_BASE": os.environ.get("PUBLIC_LINK_BASE") or f"127.0.0.1:{port}/a/",
        "GEOALERT_RECEIPT_BASE_URL": f"http://127.0.0.1:{port}",
    }
    stack.start_ground(gateway=True)
    stack.publish()
    stack.manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    stack.manage("migrate", "--verbosity", "0")
    stack.manage("load_reference")
    if demo:
        stack.manage("seed_demo", "--keep")
    stack.start_service(port=port)
    _wait_well(stack, port)
    _welcome(port, demo)
    while True:
        for child in stack.revive():
            print(f"  {child.name} s’était arrêté, il est relancé.", flush=True)
        time.sleep(WATCH_SECONDS)


def _wait_well(stack: Stack, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _is_well(port):
        if time.monotonic() > deadline:
            raise NotReady(f"Le service ne répond pas : voyez {stack.layout.log}.")
        list(stack.revive())
        time.sleep(WATCH_SECONDS)


def _is_well(port: int) -> bool:
    address = f"http://127.0.0.1:{port}/sante/"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(port: int, demo: bool) -> None:
    print(f"\ngeoalert est prêt : http://127.0.0.1:{port}/", flush=True)
    if demo:
        password = os.environ.get("GEOALERT_DEMO_PASSWORD") or DEMO_PASSWORD
        print(f"Comptes de démonstration : {', '.join(DEMO_ACCOUNTS)} ; mot de passe : {password}")
    print("Ctrl-C pour tout arrêter.", flush=True)


def _running(layout: Layout) -> tuple[int, str]:
    file = layout.run / "supervisor.pid"
    if not file.exists():
        return 0, ""
    pid_text, _, began = file.read_text().strip().partition(" ")
    pid = int(pid_text or 0)
    return (pid, began) if pid and start_time(pid) == began else (0, "")


def _refuse_second(layout: Layout) -> None:
    pid, _ = _running(layout)
    if pid:
        raise Refused("geoalert tourne déjà dans ce dossier : « bin/geoalert down » l’arrête.")


def _refuse_taken(port: int) -> None:
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(
                f"Le port {port} est déjà pris : choisissez-en un autre avec « --port »."
            ) from error


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted


FAILURES = (Refused, NotReady, subprocess.CalledProcessError)
