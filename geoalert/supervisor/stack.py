"""What has to run, in order: the ground (database, broker, gateway) and the service on top of it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

from geoalert.supervisor import broker, given_database, services
from geoalert.supervisor.kannel import Gateway
from geoalert.supervisor.keys import ensure_keys
from geoalert.supervisor.layout import PROJECT, Layout, write_private
from geoalert.supervisor.pidfiles import POLL
from geoalert.supervisor.postgres import Cluster
from geoalert.supervisor.process import Child
from geoalert.supervisor.watch import Watch

READY_SECONDS = 60
GIVEN = ("DATABASE_URL", "REDIS_URL")
LABELS = {
    "web": "Site",
    "receipts": "Accusés",
    "worker": "Ouvriers",
    "beat": "Horloge",
    "dispatcher": "Répartiteur",
    "watchman": "Veilleur",
    "receiver": "Ligne SMPP",
}


class NotReady(Exception):
    """Something did not start in time; the message names its log."""


class CommandFailed(Exception):
    """A management command of the start failed; it has said why."""


class Stack:
    """The children of one instance, each under its watch. `say` prints a line of progress."""

    def __init__(self, layout: Layout, say: Callable[[str], None]) -> None:
        self.layout = layout
        self.say = say
        self.watches: list[Watch] = []
        self.variables: dict[str, str] = {"GEOALERT_VAR": str(layout.var)}

    def start_ground(self, *, gateway: bool, home: str = "") -> None:
        """Database, broker and (if asked for and installed) Kannel; an address given by the user wins.

        `home` is where Kannel brings what phones write back; empty: nowhere.
        """
        self.start_database()
        if not os.environ.get("REDIS_URL"):
            self.variables["REDIS_URL"] = broker.url(self.layout)
            self._start(broker.child(self.layout), "Messagerie interne")
            self._wait((self.layout.sockets / "broker.sock").exists, "broker")
        if gateway:
            self._start_gateway(home)

    def start_database(self) -> None:
        """The database alone, its keys made; one that the user gave is tried."""
        self.layout.prepare()
        ensure_keys(self.layout)
        if os.environ.get("DATABASE_URL"):
            given_database.examine(os.environ, python=sys.executable)
        else:
            self._start_database()

    def start_service(self, *, ports: dict[str, int]) -> None:
        """What services.needed says; `ports` of the loopback, by name, for those that listen."""
        # Counts are of this run: files of an earlier one would be added to them.
        shutil.rmtree(self.layout.run / "metrics", ignore_errors=True)
        for name in services.needed(self.environment()):
            child = Child(
                name,
                services.command(name, self.layout, bind=f"127.0.0.1:{ports[name]}" if name in ports else ""),
                self.layout.log / f"{name}.log",
                self.layout.run / f"{name}.pid",
                self.environment(),
            )
            self._start(child, LABELS[name])

    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.variables, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"}

    def publish(self) -> None:
        """Let `bin/geoalert manage …` in another terminal find this instance."""
        own = {name: value for name, value in self.variables.items() if name != "GEOALERT_VAR"}
        given = {name: os.environ[name] for name in GIVEN if os.environ.get(name)}
        lines = [f"{name}={value}\n" for name, value in {**own, **given}.items()]
        write_private(self.layout.environment, "".join(lines))

    def manage(self, *arguments: str) -> None:
        """Run a management command; raises CommandFailed when it fails."""
        command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment(), check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise CommandFailed(f"« {arguments[0]} » a échoué (voyez ci-dessus) ; rien n’est servi.")

    def watch(self) -> None:
        """One look at every child: relaunch what died and whose pause is over."""
        for watch in self.watches:
            watch.look()

    def stop(self) -> None:
        """The last started ends first; PostgreSQL last of all."""
        for watch in reversed(self.watches):
            watch.child.stop()
        self.watches.clear()
        self.layout.environment.unlink(missing_ok=True)

    def _start_database(self) -> None:
        cluster = Cluster(self.layout)
        cluster.create()
        child = cluster.child()
        self._start(child, "Base de données")
        cluster.wait_ready(child)
        cluster.create_database()
        self.variables["DATABASE_URL"] = cluster.url

    def _start_gateway(self, home: str) -> None:
        wanted = os.environ.get("GEOALERT_SMS_CHANNEL")
        if wanted and wanted != "kannel":
            return
        gateway = Gateway.find(self.layout)
        if gateway is None:
            self.say("Kannel n’est pas installé : les SMS de démonstration vont à la page des téléphones.")
            self.variables["GEOALERT_SMS_CHANNEL"] = "outbox"
            return
        gateway.configure(home=home)
        self.variables |= gateway.environment()
        first, *others = gateway.children()
        self._start(first, "Passerelle SMS")
        self._wait(gateway.ready, "bearerbox")
        for child in others:
            self._start(child, "")

    def _start(self, child: Child, label: str) -> None:
        child.start()
        self.watches.append(Watch(child, self.say))
        if label:
            self.say(f"  {label}…")

    def _wait(self, ready: Callable[[], bool], name: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not ready():
            if time.monotonic() > deadline:
                raise NotReady(f"« {name} » ne démarre pas : voyez {self.layout.log}.")
            time.sleep(POLL)
