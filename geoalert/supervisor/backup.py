"""`backup`: the database as one moment had it, and what belongs to it, in one file that was read again."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geoalert.env import env_secret, read_run_file
from geoalert.supervisor import archive, binaries
from geoalert.supervisor.archive import COUNTED, Manifest
from geoalert.supervisor.client import Client
from geoalert.supervisor.keys import RANDOM_KEYS, SAVED_KEYS
from geoalert.supervisor.layout import PROJECT, Layout
from geoalert.supervisor.pidfiles import end_leftovers, running
from geoalert.supervisor.postgres import data_folders
from geoalert.supervisor.stack import Stack
from geoalert.supervisor.up import Refused

SQL = Path(__file__).parent / "sql"
# Whoever was signed in signs in again. The whole database else: what it holds, geoalert made.
DUMP = (
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    "--no-comments",
    "--exclude-table-data=django_session",
    "--exclude-schema=tiger*",
    "--exclude-schema=topology",
    "--extension=postgis",
    "--extension=unaccent",
    "--extension=pg_trgm",
    "--extension=plpgsql",
)


def backup(layout: Layout, *, file: Path | None, with_keys: bool) -> Path:
    """Write and verify a backup, while the service runs or not; a file of that name stays until then.

    Raises Refused, ToolFailed, NotABackup, OSError.
    """
    path = (file or _default(layout)).resolve()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = _keys(layout)
    with _database(layout) as client, archive.taking_place_of(path) as draft:
        manifest = _write(client, draft, keys, with_keys=with_keys)
        _verify(client, draft)
    _tell(path, manifest, layout)
    return path


def _default(layout: Layout) -> Path:
    return layout.var / "backups" / f"geoalert-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"


def _write(client: Client, draft: Path, keys: dict[str, str], *, with_keys: bool) -> Manifest:
    """The dump of a moment and what belongs to it; two dumps' room on that disk, and no more."""
    with tempfile.TemporaryDirectory(dir=draft.parent) as folder:
        dump = Path(folder) / archive.DUMP
        with client.held_open((SQL / "snapshot.sql").read_text()) as told:
            client.run("pg_dump", *DUMP, f"--snapshot={told.pop('snapshot')}", f"--file={dump}")
        inside = keys if with_keys else {}
        with dump.open("rb") as content:
            manifest = _manifest(told, keys, inside, archive.digest(content))
        archive.write(draft, manifest=manifest, dump=dump, keys=inside)
    return manifest


def _manifest(told: dict[str, Any], keys: dict[str, str], inside: dict[str, str], sha256: str) -> Manifest:
    return Manifest(
        format=archive.FORMAT,
        geoalert=_version(),
        sha256=sha256,
        key_prints={name: key_print(keys[name]) for name in RANDOM_KEYS},
        keys=sorted(inside),
        **told,
    )


def key_print(value: str) -> str:
    """Tells two keys apart without telling them: SHA-256 of 256 random bits."""
    return hashlib.sha256(b"geoalert key " + value.encode()).hexdigest()


def _version() -> str:
    lines = (PROJECT / "pyproject.toml").read_text().splitlines()
    return next(line.split('"')[1] for line in lines if line.startswith("version"))


def _keys(layout: Layout) -> dict[str, str]:
    """Those that this instance uses: of its variables, or of its files; none that is empty."""
    found = {name: env_secret(name, layout.secrets, default="") for name in SAVED_KEYS}
    for name in RANDOM_KEYS:
        if not found[name]:
            raise Refused(f"{name} est introuvable dans {layout.secrets} : cette instance n’a rien à sauver.")
    return {name: value for name, value in found.items() if value}


@contextlib.contextmanager
def _database(layout: Layout) -> Iterator[Client]:
    """The running instance's database, the one that was given, or our own, started for the time it takes."""
    pid, _ = running(layout.run)
    url = read_run_file(layout.environment).get("DATABASE_URL") if pid else os.environ.get("DATABASE_URL")
    if url:
        yield client_of(layout, url)
        return
    if not any((folder / "PG_VERSION").exists() for folder in data_folders(layout)):
        raise Refused("il n’y a pas encore de base dans ce dossier : rien à sauver.")
    end_leftovers(layout.run)
    stack = Stack(layout, say=print)
    try:
        stack.start_database()
        yield client_of(layout, stack.environment()["DATABASE_URL"])
    finally:
        stack.stop()


def client_of(layout: Layout, url: str) -> Client:
    password = env_secret("DATABASE_PASSWORD", layout.secrets, default="")
    return Client.of(url, folder=binaries.postgres_client(_server_version(layout)), password=password)


def _server_version(layout: Layout) -> str | None:
    """Of our own cluster; nothing is known of one that was given."""
    files = [folder / "PG_VERSION" for folder in data_folders(layout)]
    return next((file.read_text().strip() for file in files if file.exists()), None)


def _verify(client: Client, path: Path) -> None:
    """Read the file as a restore would, to the last byte, without a database."""
    manifest = archive.read(path)
    with archive.dump_of(path, manifest, path.parent) as dump:
        client.run("pg_restore", f"--file={os.devnull}", str(dump))


def said(counts: dict[str, int]) -> str:
    """What a backup holds, in the order of what people look for."""
    return ", ".join(f"{counts[name]} {french}" for name, french in COUNTED.items())


def _tell(path: Path, manifest: Manifest, layout: Layout) -> None:
    print(f"Sauvegarde relue et vérifiée : {path}")
    print(f"  {said(manifest.counts)} ; {path.stat().st_size / 1e6:.1f} Mo.".replace(".", ",", 1))
    if manifest.keys:
        print("  Elle contient les clés : qui la lit lit tous les numéros. Chiffrez-la, gardez-la sous clé.")
        return
    print(
        "  Les numéros y sont chiffrés, les clés n’y sont pas. Sans elles elle ne vaut rien : gardez à part"
    )
    print(f"  {', '.join(RANDOM_KEYS)} (dans {layout.secrets}, ou vos variables d’environnement).")
