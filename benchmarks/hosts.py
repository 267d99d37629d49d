"""Processes around a bench: workers as on hosts of their own, a gateway, a Kannel; ended with the block."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from geoalert.supervisor.kannel import Gateway, free_ports
from geoalert.supervisor.layout import PROJECT, Layout
from geoalert.supervisor.process import die_with_parent

PATIENCE = 60.0


class NeverCame(Exception):
    """What a bench waited for did not come."""


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise NeverCame(what)
        time.sleep(0.02)


def start(*command: str, variables: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    surroundings = {**os.environ, "PYTHONPATH": str(PROJECT), **(variables or {})}
    surroundings["DJANGO_SETTINGS_MODULE"] = "geoalert.settings"
    line = [sys.executable, "-m", *command]
    return subprocess.Popen(line, env=surroundings, cwd=PROJECT, preexec_fn=die_with_parent(signal.SIGTERM))


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(PATIENCE)


@dataclass
class Host:
    """A dispatcher with a folder, a heartbeat and a report of its own, and everybody's keys."""

    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def begin(cls, name: str, variables: dict[str, str]) -> "Host":
        """Start it and wait until it looks for something to send."""
        folder = settings.VAR_DIR / "hosts" / name
        (folder / "run").mkdir(parents=True, exist_ok=True)
        (folder / "secrets").unlink(missing_ok=True)
        (folder / "secrets").symlink_to(settings.SECRETS_DIR)
        (folder / "run" / "dispatcher.heartbeat").unlink(missing_ok=True)
        own = {"GEOALERT_VAR": str(folder), "GEOALERT_DEMO": "1"}
        report = str(folder / "report.json")
        host = cls(folder, start("benchmarks.worker", report, variables={**own, **variables}))
        until((folder / "run" / "dispatcher.heartbeat").exists, f"the first beat of {name}")
        return host

    def end(self) -> dict[str, Any]:
        """Stop it as a host is stopped; returns its report (benchmarks/worker.py)."""
        end(self.process)
        return json.loads((self.folder / "report.json").read_text())


@contextmanager
def local_gateway(latency: float = 0.0) -> Iterator[str]:
    """The address of a gateway that costs next to nothing."""
    (port,) = free_ports(1)
    process = start("benchmarks.gateway", "--port", str(port), "--latency", str(latency))
    try:
        until(lambda: _listens(port), "the local gateway")
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)


def counted(address: str) -> dict[str, float]:
    """What the local gateway saw since it was last asked."""
    with urllib.request.urlopen(f"{address}/count", timeout=30) as answer:  # noqa: S310  our own loopback
        return json.load(answer)


@contextmanager
def kannel() -> Iterator[dict[str, str] | None]:
    """A Kannel of its own with its fake phones: the variables that name it; None where there is none."""
    layout = Layout(settings.VAR_DIR / "gateway")
    layout.prepare()
    (layout.secrets / "KANNEL_PASSWORD").write_text(settings.KANNEL_PASSWORD)
    gateway = Gateway.find(layout)
    if gateway is None:
        yield None
        return
    gateway.configure()
    with ExitStack() as stack:
        for child in gateway.children():
            child.start()
            stack.callback(child.stop)
            until(gateway.ready, "bearerbox") if child.name == "bearerbox" else None
        variables = gateway.environment()
        until(lambda: _online(variables["KANNEL_STATUS_URL"]), "Kannel's network and box")
        yield variables


def _online(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310  our own loopback
            status = answer.read().decode("utf-8", "replace")
    except OSError:
        return False
    return "(online" in status and "smsbox:" in status


def _listens(port: int) -> bool:
    with socket.socket() as opened:
        return opened.connect_ex(("127.0.0.1", port)) == 0
