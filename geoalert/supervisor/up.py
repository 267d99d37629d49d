"""`up`: everything, in order, until Ctrl-C; then everything ends, in the other order."""

import os
import signal
import socket
import time
from types import FrameType

from geoalert.supervisor import gateways, health, services, welcome
from geoalert.supervisor.layout import Layout
from geoalert.supervisor.pidfiles import end_leftovers, running, start_time
from geoalert.supervisor.stack import CommandFailed, NotReady, Stack

READY_SECONDS = 120
WATCH_SECONDS = 0.2


class Refused(Exception):
    """`up` does not start; the message says what to do."""


class Interrupted(Exception):
    """Ctrl-C or a polite end."""


def up(layout: Layout, *, port: int, demo: bool) -> None:
    """Start, serve, watch, stop. Raises Refused before anything was started."""
    layout.prepare()
    told = gateways.variables(demo=demo)
    refuse_while_running(layout, "« bin/geoalert down » l’arrête.")
    ports = _free_ports(port)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    pid_file = layout.run / "supervisor.pid"
    if ended := end_leftovers(layout.run):
        print(f"Restes d’un arrêt brutal terminés : {', '.join(ended)}.", flush=True)
    pid_file.write_text(f"{os.getpid()} {start_time(os.getpid())}\n")
    stack = Stack(layout, say=lambda line: print(line, flush=True))
    stack.variables |= told
    try:
        _serve(stack, ports=ports, demo=demo)
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
    pid, began = running(layout.run)
    if not pid:
        return False
    os.kill(pid, signal.SIGTERM)
    while start_time(pid) == began:
        time.sleep(WATCH_SECONDS)
    return True


def _serve(stack: Stack, *, ports: dict[str, int], demo: bool) -> None:
    print("geoalert démarre :", flush=True)
    port = ports["web"]
    stack.variables |= {
        "GEOALERT_PORT": str(port),
        "PUBLIC_LINK_BASE": os.environ.get("PUBLIC_LINK_BASE") or f"127.0.0.1:{port}/a/",
        "GEOALERT_RECEIPT_BASE_URL": os.environ.get("GEOALERT_RECEIPT_BASE_URL")
        or f"http://127.0.0.1:{ports['receipts']}",
    }
    stack.start_ground(gateway=not gateways.is_own(), home=f"http://127.0.0.1:{port}")
    stack.publish()
    stack.manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    stack.manage("migrate", "--verbosity", "0")
    stack.manage("load_reference")
    stack.manage(*(("seed_demo", "--keep") if demo else ("refuse_demo",)))
    stack.start_service(ports=ports)
    _wait_well(stack, port)
    lines = welcome.lines(port=port, demo=demo)
    print("\n".join([*lines, *(welcome.HELD if health.is_held(port) else ())]), flush=True)
    while True:
        stack.watch()
        time.sleep(WATCH_SECONDS)


def _wait_well(stack: Stack, port: int) -> None:
    """Until every part answers; a gateway of one's own may be away, it is said and waited for."""
    deadline = time.monotonic() + READY_SECONDS
    while (unwell := _unwell(port)) and not (unwell == ["gateway"] and gateways.is_own()):
        if time.monotonic() > deadline:
            raise NotReady(f"Ne répond pas : {', '.join(unwell)}. Voyez {stack.layout.log}.")
        stack.watch()
        time.sleep(WATCH_SECONDS)
    if unwell:
        stack.say("  La passerelle ne répond pas : les SMS attendent, jusqu’à la fin de leur validité.")


def _unwell(port: int) -> list[str]:
    answers = health.ask(port)
    return ["web"] if answers is None else health.unwell(answers)


def refuse_while_running(layout: Layout, mend: str) -> None:
    """Raises Refused, with `mend` as what to do."""
    pid, _ = running(layout.run)
    if pid:
        raise Refused(f"geoalert tourne déjà dans ce dossier : {mend}")


def _free_ports(port: int) -> dict[str, int]:
    """Raises Refused where one of them is no port, or somebody else's."""
    try:
        ports = services.ports(port)
    except ValueError as error:
        raise Refused("GEOALERT_RECEIPTS_PORT n’est pas un numéro de port.") from error
    _refuse_taken(ports["web"], "--port")
    _refuse_taken(ports["receipts"], "GEOALERT_RECEIPTS_PORT")
    return ports


def _refuse_taken(port: int, option: str) -> None:
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise Refused(
                f"Le port {port} est déjà pris : choisissez-en un autre avec « {option} »."
            ) from error


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise Interrupted


FAILURES = (Refused, gateways.GatewayRefused, NotReady, CommandFailed)
