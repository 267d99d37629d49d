"""`restore`: the database of a backup, frozen: nothing leaves before a person releases it."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from geoalert.supervisor import archive
from geoalert.supervisor.archive import Manifest, NotABackup
from geoalert.supervisor.backup import SQL, client_of, key_print, said
from geoalert.supervisor.client import Client
from geoalert.supervisor.keys import RANDOM_KEYS
from geoalert.supervisor.layout import PROJECT, Layout, write_private
from geoalert.supervisor.pidfiles import POLL, SUPERVISOR, end_leftovers, start_time
from geoalert.supervisor.reset import YES
from geoalert.supervisor.stack import Stack
from geoalert.supervisor.up import Refused, refuse_while_running

PARIS = ZoneInfo("Europe/Paris")
LEAVING_SECONDS = 3.0


def restore(layout: Layout, *, file: Path, yes: bool) -> None:
    """Replace the database by that of `file`, in one transaction.

    Raises Refused, NotABackup, ToolFailed, OSError.
    """
    refuse_while_running(layout, "« bin/geoalert down » d’abord.")
    manifest = archive.read(file)
    _refuse_newer(manifest)
    layout.prepare()
    keys = _keys_to_place(layout, file, manifest)
    end_leftovers(layout.run)
    began = time.monotonic()
    with _stack(layout) as stack:
        with archive.dump_of(file, manifest, layout.var) as dump:
            with _placed(layout, keys):
                stack.start_database()
                client = client_of(layout, stack.environment()["DATABASE_URL"])
                _ask(client, manifest, yes=yes)
            _replace(client, manifest, dump)
        _check(client, manifest)
        # Which gateway the settings name is asked at the next start.
        stack.manage("migrate", "--skip-checks", "--verbosity", "0")
        stack.manage("settle_restored", "--skip-checks")
    _tell(manifest, time.monotonic() - began)


@contextlib.contextmanager
def _stack(layout: Layout) -> Iterator[Stack]:
    """What this restore starts, ended after it; meanwhile `up` finds this process, and waits for its turn."""
    pid_file = layout.run / f"{SUPERVISOR}.pid"
    pid_file.write_text(f"{os.getpid()} {start_time(os.getpid())}\n")
    stack = Stack(layout, say=print)
    try:
        yield stack
    finally:
        stack.stop()
        pid_file.unlink(missing_ok=True)


def _refuse_newer(manifest: Manifest) -> None:
    """Migrations that this code does not have: it could not read those tables."""
    for app, names in manifest.migrations.items():
        folder = PROJECT / app / "migrations"
        if not folder.is_dir():
            continue
        known = {path.stem for path in folder.glob("*.py")}
        if unknown := [name for name in names if name not in known]:
            raise NotABackup(
                f"sauvegarde d’une autre version ({manifest.geoalert}) : {app}.{unknown[0]} est inconnu ici. "
                "Installez la version qui l’a faite."
            )


def _keys_to_place(layout: Layout, file: Path, manifest: Manifest) -> dict[str, str]:
    """Keys of the backup that this instance lacks. Raises Refused where the numbers could not be opened."""
    inside = archive.keys(file, manifest)
    for name in RANDOM_KEYS:
        here = _key_here(layout, name)
        value = here or inside.get(name, "")
        if not value:
            raise Refused(
                f"{name} manque : remettez la clé de l’instance d’origine dans {layout.secrets / name}. "
                "Sans elle les numéros de cette sauvegarde ne se lisent pas."
            )
        if key_print(value) != manifest.key_prints[name]:
            raise Refused(
                f"{name} de cette instance n’est pas celle de la sauvegarde : aucun numéro ne se lirait. "
                f"Remettez la bonne dans {layout.secrets / name}."
            )
    return {name: value for name, value in inside.items() if value and not _key_here(layout, name)}


@contextlib.contextmanager
def _placed(layout: Layout, keys: dict[str, str]) -> Iterator[None]:
    """The keys in their place before a start would make others; gone again where the block refuses."""
    try:
        for name, value in keys.items():
            write_private(layout.secrets / name, value)
        yield
    except BaseException:
        for name in keys:
            (layout.secrets / name).unlink(missing_ok=True)
        raise


def _key_here(layout: Layout, name: str) -> str:
    if given := os.environ.get(name):
        return given
    path = Path(os.environ.get(f"{name}_FILE") or layout.secrets / name)
    return path.read_text().strip() if path.is_file() else ""


def _ask(client: Client, manifest: Manifest, *, yes: bool) -> None:
    """Raises Refused: somebody is connected, tables are not ours, or nobody agreed to lose what is there."""
    found = _look(client)
    if found["sessions"]:
        raise Refused(
            f"{found['sessions']} connexion(s) à cette base sont ouvertes : arrêtez tout ce qui s’en sert."
        )
    if found["strangers"]:
        raise Refused(
            "cette base contient aussi des tables qui ne sont pas de geoalert : il en faut une autre."
        )
    print(f"Sauvegarde du {_moment(manifest)}, version {manifest.geoalert} : {said(manifest.counts)}.")
    if yes or not found["ours"]:
        return
    print("La base de cette instance contient déjà des données : elles seront remplacées, sans retour.")
    if not sys.stdin.isatty():
        raise Refused("pas de terminal où demander : ajoutez « --yes ». Rien n’a été touché.")
    if input("Remplacer ? [o/N] ").strip().lower() not in YES:
        raise Refused("rien n’a été touché.")


def _look(client: Client) -> dict[str, Any]:
    """What is in the database. Who is leaving is waited for: a server ends a session after its client."""
    deadline = time.monotonic() + LEAVING_SECONDS
    while (found := client.ask((SQL / "look.sql").read_text()))["sessions"] and time.monotonic() < deadline:
        time.sleep(POLL)
    return found


def _replace(client: Client, manifest: Manifest, dump: Path) -> None:
    """Out with the old, in with the dump, held back: one transaction. What fails leaves all as it was."""
    plain = dump.with_name("plain.sql")
    client.run("pg_restore", "--no-owner", "--no-privileges", f"--file={plain}", str(dump))
    client.execute(SQL / "empty.sql", plain, SQL / "hold.sql", snapshot_at=manifest.made_at)
    client.run("psql", "-X", "-q", "-c", "ANALYZE")


def _check(client: Client, manifest: Manifest) -> None:
    """Raises NotABackup when a count differs; more numbers may be stopped than the backup knew."""
    with client.held_open((SQL / "snapshot.sql").read_text()) as told:
        counts = told["counts"]
    missing = [name for name, count in manifest.counts.items() if counts.get(name, 0) < count]
    if missing or counts["deliveries"] != manifest.counts["deliveries"]:
        raise NotABackup(f"il manque des lignes à la base restaurée : {', '.join(missing)}. Rien ne part.")
    if kept := counts["stopped"] - manifest.counts["stopped"]:
        print(f"{kept} STOP reçus depuis la sauvegarde ont été gardés.")


def _moment(manifest: Manifest) -> str:
    """ "25/11/2026 à 22 h 47", in Paris."""
    made = datetime.fromisoformat(manifest.made_at).astimezone(PARIS)
    return f"{made:%d/%m/%Y à %H h %M}"


def _tell(manifest: Manifest, seconds: float) -> None:
    print(f"Restauré en {seconds:.0f} s. Ce qui s’est passé depuis le {_moment(manifest)} est perdu.")
    print("LES ENVOIS SONT ARRÊTÉS : rien ne part avant qu’une personne les reprenne, sur la page que le")
    print("bandeau nomme, ou par « bin/geoalert manage release ». Rien de ce qui attendait ne repartira.")
    print("Ensuite : « bin/geoalert up ».")
