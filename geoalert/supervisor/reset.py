"""`reset`: empty this instance, so that the next `up` begins anew. Keys stay unless they are asked for."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from geoalert.supervisor.layout import Layout
from geoalert.supervisor.pidfiles import end_leftovers
from geoalert.supervisor.postgres import data_folders
from geoalert.supervisor.stack import Stack
from geoalert.supervisor.up import Refused, refuse_while_running

YES = frozenset({"o", "oui", "y", "yes"})


def reset(layout: Layout, *, yes: bool, secrets: bool, database: bool) -> None:
    """Raises Refused: running, a database of one's own that was not named, or no consent."""
    refuse_while_running(layout, "« bin/geoalert down » d’abord.")
    given = bool(os.environ.get("DATABASE_URL"))
    if given and not database:
        raise Refused(
            "DATABASE_URL nomme une base à vous : ajoutez « --database » pour en retirer "
            "les tables de geoalert, ou retirez DATABASE_URL."
        )
    doomed = list(_doomed(layout, secrets=secrets))
    if not doomed and not given:
        print("Rien à retirer : cette instance est déjà vide.")
        return
    _ask(doomed, given=given, yes=yes)
    end_leftovers(layout.run)
    if given:
        Stack(layout, say=print).manage("drop_tables", "--yes")
    for path in doomed:
        shutil.rmtree(path)
        print(f"Retiré : {path}")
    if not secrets and layout.secrets.exists():
        print(f"Gardé : {layout.secrets} (les clés ; « --secrets » les retire aussi).")
    print("Le prochain « bin/geoalert up » recommence à neuf.")


def _doomed(layout: Layout, *, secrets: bool) -> Iterator[Path]:
    """Folders of this instance alone: tests and benchmarks beside them are instances of their own."""
    folders = [*data_folders(layout), layout.var / "broker", layout.kannel, layout.log, layout.run]
    folders += [layout.var / "static", layout.var / "tiles", layout.sockets]
    if secrets:
        folders.append(layout.secrets)
    yield from (folder for folder in folders if folder.is_dir() and not folder.is_symlink())


def _ask(doomed: list[Path], *, given: bool, yes: bool) -> None:
    if yes:
        return
    print("Seront retirés, sans retour :")
    for path in doomed:
        print(f"  {path}")
    if given:
        print("  les tables de geoalert dans la base de DATABASE_URL")
    if not sys.stdin.isatty():
        raise Refused("pas de terminal où demander : ajoutez « --yes ». Rien n’a été retiré.")
    if input("Continuer ? [o/N] ").strip().lower() not in YES:
        raise Refused("rien n’a été retiré.")
