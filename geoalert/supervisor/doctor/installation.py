"""This clone: its Python packages, its browser code, its folder of state, its keys."""

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

from geoalert.supervisor.doctor.findings import Finding, bad, good, note
from geoalert.supervisor.keys import RANDOM_KEYS, RANDOM_TEXT
from geoalert.supervisor.layout import PROJECT, Layout

UP = "« bin/geoalert up » le fait."
LOCKS = ("requirements-dev.lock", "requirements.lock")


def findings(layout: Layout) -> Iterator[Finding]:
    """The folder of state; `may_enter` must be true."""
    yield folder(layout)
    yield keys(layout)


def may_enter(layout: Layout) -> bool:
    return not layout.var.exists() or os.access(layout.var, os.R_OK | os.W_OK | os.X_OK)


def strange(layout: Layout) -> Finding:
    mend = "Relancez sous le compte de son propriétaire, ou donnez un autre dossier par GEOALERT_VAR."
    return bad("state", f"{layout.var} appartient à quelqu’un d’autre.", mend)


def packages() -> Finding:
    """bin/geoalert leaves the checksum of the lock that it installed in .venv/.geoalert."""
    if not os.access(PROJECT / ".venv" / "bin" / "python", os.X_OK):
        return bad("packages", "Les paquets Python ne sont pas installés.", UP)
    done_with = _read(PROJECT / ".venv" / ".geoalert")
    for lock in LOCKS:
        if done_with == checksum(PROJECT / lock):
            return good("packages", f"Les paquets Python sont ceux de {lock}.")
    return bad("packages", "Les paquets Python ne sont pas ceux des fichiers figés.", UP)


def browser_code() -> Finding:
    modules = PROJECT / "node_modules"
    if not (modules / "leaflet").is_dir():
        return bad("browser-code", "Les bibliothèques du navigateur ne sont pas installées.", UP)
    if _read(modules / ".geoalert") != checksum(PROJECT / "package-lock.json"):
        return bad("browser-code", "Les bibliothèques du navigateur ne sont pas celles du fichier figé.", UP)
    return good("browser-code", "Les bibliothèques du navigateur sont celles de package-lock.json.")


def folder(layout: Layout) -> Finding:
    if not layout.var.exists():
        return note("state", f"{layout.var} n’existe pas encore : rien n’a été lancé ici.")
    opened = [
        path for path in (layout.var, layout.secrets, layout.kannel) if path.exists() and _others_may(path)
    ]
    if opened:
        return bad(
            "state", f"D’autres que vous entrent dans {_names(opened)}.", f"chmod 700 {_names(opened)}"
        )
    return good("state", f"{layout.var} n’est lu que de son propriétaire.")


def keys(layout: Layout) -> Finding:
    wanted = [layout.secrets / name for name in (*RANDOM_TEXT, *RANDOM_KEYS)]
    there = [path for path in wanted if path.exists()]
    if not there:
        return note(
            "keys", "Les clés ne sont pas encore faites.", "« bin/geoalert up » ou « bin/geoalert keys »."
        )
    if opened := [path for path in there if _others_may(path)]:
        return bad("keys", f"D’autres que vous lisent {_names(opened)}.", f"chmod 600 {_names(opened)}")
    if missing := [path.name for path in wanted if path not in there]:
        return note(
            "keys", f"Clés pas encore faites : {', '.join(missing)}.", "« bin/geoalert keys » les fait."
        )
    return good(
        "keys", "Les clés sont là, lues de leur propriétaire seul. Sauvegardez-les à part de la base."
    )


def checksum(file: Path) -> str:
    """As `stamp` of bin/geoalert: the cksum of the file's cksum, by the same program."""
    line = subprocess.run(["cksum", file.name], cwd=file.parent, capture_output=True, check=False).stdout
    return (
        subprocess.run(["cksum"], input=line, capture_output=True, check=False).stdout.decode().split(" ")[0]
    )


def _others_may(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _names(paths: list[Path]) -> str:
    return " ".join(str(path) for path in paths)


def _read(file: Path) -> str:
    return file.read_text().strip() if file.is_file() else ""
