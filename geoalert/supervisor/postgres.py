"""A private PostgreSQL cluster: our own data, a unix socket, no TCP port, never root's."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from geoalert.supervisor import binaries
from geoalert.supervisor.layout import Layout
from geoalert.supervisor.pidfiles import POLL
from geoalert.supervisor.process import Child

# One ordinary user inside a user namespace: PostgreSQL refuses root, and nothing has to be chowned.
AS_USER = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
PORT = "5432"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "4GB",
    # A failed statement would write a subscriber's values into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
READY_SECONDS = 60


class DatabaseFailed(Exception):
    """PostgreSQL did not start; its log says why."""


class Cluster:
    """The data folder, and how to run programs on it."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.prefix = _prefix()
        self.data = _own_folder(layout)
        if self.prefix == AS_POSTGRES:
            self.data = _lent_folder(layout)
        version = self.data / "PG_VERSION"
        self.bin = binaries.postgres_folder(version.read_text().strip() if version.exists() else None)
        self.sockets = (
            layout.sockets if self.prefix != AS_POSTGRES else self.data.parent / f"{self.data.name}-s"
        )

    @property
    def url(self) -> str:
        return f"postgis://geoalert@/geoalert?host={self.sockets}&port={PORT}"

    def create(self) -> None:
        """initdb, once; a folder that an earlier try left half made is begun again."""
        if (self.data / "PG_VERSION").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        if self.prefix == AS_POSTGRES:
            for folder in (self.data, self.sockets):
                folder.mkdir(mode=0o700, exist_ok=True)
                shutil.chown(folder, "postgres", "postgres")
        options = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", "-D", str(self.data), "-U", "geoalert", *options)

    def child(self) -> Child:
        settings = [f"{name}={value}" for name, value in SETTINGS.items()]
        command = [*self.prefix, str(self.bin / "postgres"), "-D", str(self.data)]
        command += ["-k", str(self.sockets), "-p", PORT]
        for setting in settings:
            command += ["-c", setting]
        return Child(
            "postgres",
            command,
            self.layout.log / "postgres.log",
            self.layout.run / "postgres.pid",
            environment(),
            stop_signal=signal.SIGINT,
            patience=30,
        )

    def wait_ready(self, child: Child) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and child.alive():
            if self._call("pg_isready", "-q", *self._where()) == 0:
                return
            time.sleep(POLL)
        raise DatabaseFailed(f"PostgreSQL ne démarre pas : voyez {child.log}.")

    def create_database(self) -> None:
        self._call("createdb", "--no-password", *self._where(), "geoalert")

    def _where(self) -> list[str]:
        return ["-h", str(self.sockets), "-p", PORT, "-U", "geoalert"]

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.prefix, str(self.bin / program), *arguments]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise DatabaseFailed(f"{program} : {done.stderr.strip()[-500:]}")

    def _call(self, program: str, *arguments: str) -> int:
        command = [*self.prefix, str(self.bin / program), *arguments]
        return subprocess.run(command, env=environment(), capture_output=True, check=False).returncode


def data_folders(layout: Layout) -> list[Path]:
    """Where this instance's data and sockets may lie, whoever ran PostgreSQL."""
    lent = _lent_folder(layout)
    return [_own_folder(layout), lent, lent.parent / f"{lent.name}-s"]


def _own_folder(layout: Layout) -> Path:
    return layout.var / "postgres"


def _lent_folder(layout: Layout) -> Path:
    """Where root may not make user namespaces: 0700, owned by postgres."""
    return Path("/var/tmp") / f"geoalert-{layout.key}"  # noqa: S108


def environment() -> dict[str, str]:
    """PostgreSQL's PROJ is older than the wheels': it must not read their tables."""
    strange = {"PROJ_DATA", "PROJ_LIB", "GDAL_DATA"}
    return {name: value for name, value in os.environ.items() if name not in strange}


def _prefix() -> tuple[str, ...]:
    if os.geteuid() != 0:
        return ()
    allowed = subprocess.run([*AS_USER, "true"], capture_output=True, check=False).returncode == 0
    return AS_USER if allowed else AS_POSTGRES
