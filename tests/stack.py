"""Real parts for tests: a Kannel with its fake phones, a broker, or a whole geoalert of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from geoalert.supervisor import binaries, broker
from geoalert.supervisor.kannel import Gateway, free_ports
from geoalert.supervisor.keys import ensure_keys
from geoalert.supervisor.layout import PROJECT, Layout
from geoalert.supervisor.process import Child, die_with_parent
from messaging import phone_log
from messaging.phone_log import PhonePart

PATIENCE = 120.0
# A whole product loads boundaries and a town before it serves: minutes where every core is busy.
# Less than faulthandler_timeout of pyproject.toml, so that what was waited for is said.
START_PATIENCE = 360.0
# Nothing of a test asks a service of others.
OUTSIDE_SERVICES = {"GEOALERT_GEOCODER_URL": "", "GEOALERT_STREETS_URL": ""}


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait for a condition, never for a time; fail with what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


@dataclass(frozen=True)
class Bench:
    """A running Kannel: what settings need, and the phone log that nobody here wrote."""

    environment: dict[str, str]
    log: Path

    def parts(self, number: str | None = None) -> list[PhonePart]:
        found = [part for part in phone_log.read(self.log) if part.sender != "33100000000"]
        return [part for part in found if number in (None, part.number)]


def prepared_layout(folder: Path) -> Layout:
    layout = Layout(folder)
    layout.prepare()
    ensure_keys(layout)
    return layout


@pytest.fixture(scope="session")
def kannel_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    layout = prepared_layout(tmp_path_factory.mktemp("kannel"))
    gateway = Gateway.find(layout)
    assert gateway is not None, "Kannel is not installed"
    gateway.configure()
    password = (layout.secrets / "KANNEL_PASSWORD").read_text()
    children: list[Child] = []
    try:
        first, *others = gateway.children()
        for child in (first, *others):
            child.start()
            children.append(child)
            until(gateway.ready, "bearerbox")
        bench = Bench({**gateway.environment(), "KANNEL_PASSWORD": password}, layout.kannel / "phone.log")
        until(lambda: _online(gateway), "Kannel's network and box")
        yield bench
    finally:
        for child in reversed(children):
            child.stop()


def _online(gateway: Gateway) -> bool:
    """Its network is connected, and so is the box that takes messages."""
    try:
        with urllib.request.urlopen(gateway.environment()["KANNEL_STATUS_URL"], timeout=2) as answer:  # noqa: S310
            status = answer.read().decode("utf-8", "replace")
    except OSError:
        return False
    return "(online" in status and "smsbox:" in status


@pytest.fixture
def private_broker(tmp_path: Path) -> Iterator[str]:
    """The address of a broker that a test may flush or kill."""
    layout = prepared_layout(tmp_path / "broker")
    child = broker.child(layout)
    child.start()
    try:
        until((layout.sockets / "broker.sock").exists, "the broker's socket")
        yield broker.url(layout)
    finally:
        child.stop()


@dataclass
class Product:
    """A whole geoalert started as people start it, on a port and a folder of its own."""

    url: str
    var: Path
    process: subprocess.Popen[bytes]

    def manage(self, *arguments: str, expect: int = 0, environment: dict[str, str] | None = None) -> str:
        """Run a command on this instance; returns what it printed. `environment` is what its user set."""
        command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
        surroundings = {**clean_environment(self.var), **(environment or {})}
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == expect, done.stderr
        return done.stdout

    def write_back(self, number: str, text: str) -> None:
        """A phone of the fake network sends an SMS: the network's own program, through the real gateway."""
        lines = (self.var / "run" / "environment").read_text().splitlines()
        port = dict(line.split("=", 1) for line in lines)["KANNEL_REPLIES_PORT"]
        programs = binaries.kannel()
        assert programs is not None, "Kannel is not installed"
        said = self.var.parent / "written-back.log"
        command = [str(programs["fakesmsc"]), "-H", "127.0.0.1", "-r", port, "-i", "0.1", "-m", "1"]
        with said.open("wb") as output:
            # It stays on the line once it has spoken: it is ended when the message is out.
            phone = subprocess.Popen(
                [*command, f"{number} GEOALERT text {text}"], stdout=output, stderr=output
            )
        until(lambda: b"sent message 1" in said.read_bytes(), "the phone's message")
        phone.terminate()
        phone.wait(PATIENCE)

    def parts(self) -> list[PhonePart]:
        return [
            part for part in phone_log.read(self.var / "kannel" / "phone.log") if part.sender != "33100000000"
        ]


def clean_environment(var: Path) -> dict[str, str]:
    """Nothing of the test run's own database or broker leaks into another instance."""
    ours = ("GEOALERT_", "KANNEL_", "DATABASE_URL", "REDIS_URL", "PUBLIC_LINK_BASE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **OUTSIDE_SERVICES, "GEOALERT_VAR": str(var), "PYTHONPATH": str(PROJECT)}


def start_product(var: Path, *options: str, environment: dict[str, str] | None = None) -> Product:
    """Start `up` and wait until it says that it is ready; `environment` is what its user set."""
    port, receipts_port = free_ports(2)
    log = var.parent / f"{var.name}.log"
    command = [sys.executable, "-m", "geoalert.supervisor", "up", "--port", str(port), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={
                **clean_environment(var),
                "GEOALERT_RECEIPTS_PORT": str(receipts_port),
                **(environment or {}),
            },
            stdout=output,
            stderr=output,
            cwd=PROJECT,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    product = Product(f"http://127.0.0.1:{port}", var, process)
    try:
        until(
            lambda: "geoalert est prêt" in log.read_text() or process.poll() is not None,
            "up",
            START_PATIENCE,
        )
        assert process.poll() is None, log.read_text()
    except AssertionError:
        stop_product(product)
        raise
    return product


def stop_product(product: Product) -> int:
    product.process.send_signal(signal.SIGINT)
    return product.process.wait(PATIENCE)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = start_product(
        tmp_path_factory.mktemp("product") / "var", environment={"GEOALERT_LOG_FORMAT": "json"}
    )
    yield running
    stop_product(running)
