"""A whole geoalert to be hurt: its own database, broker, gateway and phones, never those of `up`."""

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg2

from geoalert.supervisor import broker, services
from geoalert.supervisor.kannel import free_ports
from geoalert.supervisor.keys import ensure_keys, key
from geoalert.supervisor.layout import PROJECT, Layout
from geoalert.supervisor.pidfiles import end_leftovers, kill_group
from geoalert.supervisor.postgres import Cluster
from geoalert.supervisor.process import Child
from messaging import doors
from tests.faults.kannel import Kannel
from tests.faults.proxy import FaultProxy
from tests.stack import clean_environment, until

# Small groups, short leases: what takes minutes in service takes seconds here, by the same code.
GROUP = 10
CONCURRENCY = 2
TIMEOUT_SECONDS = 2
LEASE_SECONDS = 3
SWEEP_SECONDS = 1
CHUNK = 50
# How many groups a process may hold at once.
DISPATCHER_SLOTS = 1
WORKER_SLOTS = 2
# Where a fault may mount a disk, in the bench's folder.
SMALL_DISK = "small-disk"
EMPTIED = ("messaging_sending", "messaging_suppression", "messaging_gateway", "messaging_receipt")
TABLES = ", ".join((*EMPTIED, "messaging_inboundmessage", "subscribers_subscriber"))


class Bench:
    """What a fault is injected into. `gate` stands before the gateway, `home` before our receipts' door."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder)
        self.layout.prepare()
        end_leftovers(self.layout.run)
        ensure_keys(self.layout)
        self.cluster = Cluster(self.layout)
        self.kannel = Kannel(self.layout)
        self.web_port, self.door_port = free_ports(2)
        self.gate = FaultProxy(self.kannel.gateway.ports.send)
        self.home = FaultProxy(self.door_port)
        self.postgres = self.cluster.child()
        self.broker = broker.child(self.layout)
        self.processes: list[Child] = []
        # What a run tells all of its processes, beyond the common surroundings.
        self.told: dict[str, str] = {}
        self._names = count(1)
        self.web = self._server("web", self.web_port)
        # Where receipts come in.
        self.door = self._server("receipts", self.door_port)

    def environment(self) -> dict[str, str]:
        """What every process of ours is told, this one included."""
        return {
            **clean_environment(self.layout.var),
            **self.kannel.gateway.environment(),
            "DATABASE_URL": self.cluster.url,
            "REDIS_URL": broker.url(self.layout),
            "KANNEL_SENDSMS_URL": f"http://127.0.0.1:{self.gate.port}/cgi-bin/sendsms",
            "GEOALERT_RECEIPT_BASE_URL": f"http://127.0.0.1:{self.home.port}",
            "GEOALERT_DEMO": "1",
            "GEOALERT_SUBMIT_GROUP": str(GROUP),
            "GEOALERT_GATEWAY_CONCURRENCY": str(CONCURRENCY),
            "GEOALERT_GATEWAY_TIMEOUT": str(TIMEOUT_SECONDS),
            "GEOALERT_LEASE_SECONDS": str(LEASE_SECONDS),
            "GEOALERT_SWEEP_SECONDS": str(SWEEP_SECONDS),
            "GEOALERT_BREAKER_SECONDS": "2",
            "GEOALERT_CHUNK_SIZE": str(CHUNK),
            "GEOALERT_UNDO_SECONDS": "1",
            "GEOALERT_LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def direct(self) -> dict[str, str]:
        """Told to a process that shall reach the gateway without the proxy between."""
        return {"KANNEL_SENDSMS_URL": self.kannel.gateway.environment()["KANNEL_SENDSMS_URL"]}

    def start(self) -> None:
        self.cluster.create()
        self.start_database()
        self.cluster.create_database()
        self.start_broker()
        self.gate.start()
        self.home.start()
        self.kannel.start()
        for command in (["migrate", "-v0"], ["load_reference"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run(self.manage(*command), env=self.environment(), check=True, cwd=PROJECT)
        for server in (self.web, self.door):
            server.start()

    def stop(self) -> None:
        self.end_processes()
        self.door.stop()
        self.web.stop()
        self.kannel.stop()
        for proxy in (self.gate, self.home):
            proxy.stop()
        self.broker.stop()
        self.postgres.stop()

    # -- the database and the broker ---------------------------------------------------------------

    def start_database(self) -> None:
        self.postgres.start()
        self.cluster.wait_ready(self.postgres)

    def crash_database(self) -> None:
        """`pg_ctl stop -m immediate`: no checkpoint, every connection gone, recovery from the log next."""
        command = [*self.cluster.prefix, str(self.cluster.bin / "pg_ctl"), "stop", "-m", "immediate"]
        subprocess.run([*command, "-D", str(self.cluster.data)], check=True, capture_output=True)
        assert self.postgres.process is not None
        self.postgres.process.wait()

    def connect(self, database: str = "geoalert") -> psycopg2.extensions.connection:
        """A plain connection, without anything of ours in between."""
        url = self.cluster.url.replace("postgis:", "postgresql:", 1)
        opened = psycopg2.connect(url, dbname=database)
        opened.autocommit = True
        return opened

    def start_broker(self) -> None:
        self.broker.start()
        until((self.layout.sockets / "broker.sock").exists, "the broker's socket")

    def lose_broker(self) -> None:
        """-9, and nothing of what it held is ever read again."""
        assert self.broker.process is not None
        kill_group(self.broker.process.pid, signal.SIGKILL)
        self.broker.process.wait()
        (self.layout.sockets / "broker.sock").unlink(missing_ok=True)
        shutil.rmtree(self.layout.var / "broker")
        (self.layout.var / "broker").mkdir(mode=0o700)

    # -- our own processes -------------------------------------------------------------------------

    def dispatcher(self, **told: str) -> Child:
        return self.run("dispatcher", services.command("dispatcher", self.layout), **told)

    def worker(self, **told: str) -> Child:
        return self.run("worker", services.command("worker", self.layout), **told)

    def run(self, name: str, command: Sequence[str], **told: str) -> Child:
        """Start one process of ours; what it is `told` goes before the common surroundings."""
        child = self._child(f"{name}-{next(self._names)}", command, **told)
        child.start()
        self.processes.append(child)
        return child

    def end_processes(self) -> None:
        for child in self.processes:
            assert child.process is not None
            kill_group(child.process.pid, signal.SIGKILL)
            child.process.wait()
            child.pid_file.unlink(missing_ok=True)
        self.processes.clear()

    def _child(self, name: str, command: Sequence[str], **told: str) -> Child:
        log, pid_file = self.layout.log / f"{name}.log", self.layout.run / f"{name}.pid"
        return Child(name, command, log, pid_file, {**self.environment(), **self.told, **told})

    def _server(self, name: str, port: int) -> Child:
        return self._child(name, services.command(name, self.layout, bind=f"127.0.0.1:{port}"))

    def manage(self, *arguments: str) -> list[str]:
        return [sys.executable, str(PROJECT / "manage.py"), *arguments]

    def writes_back(self, number: str, text: str) -> None:
        """A phone's reply, as Kannel brings it to us."""
        secret = doors.secret("kannel", key(self.layout, "RECEIPT_SECRET"))
        url = f"http://127.0.0.1:{self.web_port}/api/v1/entrants/kannel/{secret}/?i={uuid4()}"
        asked = urllib.request.Request(url, text.encode(), {"X-Kannel-From": number})
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
            assert answer.status == 200, answer.status

    # -- between two runs --------------------------------------------------------------------------

    def heal(self) -> None:
        """Everything well again and empty, whatever the last run did."""
        self.end_processes()
        for proxy in (self.gate, self.home):
            proxy.listen()
        if not self.broker.alive():
            self.start_broker()
        if not self.postgres.alive():
            self.start_database()
        for server in (self.web, self.door):
            if not server.alive():
                server.restart()
        self.kannel.heal()
        with self.connect() as opened, opened.cursor() as cursor:
            cursor.execute(f"TRUNCATE {TABLES} CASCADE")


def kill(child: Child) -> None:
    """-9 to it and to all that it started."""
    assert child.process is not None
    os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()
