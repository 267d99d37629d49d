"""The machine: programs, fonts, disk, clock."""

import ctypes
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from glob import glob

from geoalert.supervisor import binaries
from geoalert.supervisor.doctor.findings import Finding, bad, good, note
from geoalert.supervisor.layout import PROJECT, Layout

UP = "« bin/geoalert up » l’installe (par apt, en demandant)."
TESTS = "Seuls les tests en ont besoin ; « bin/geoalert test » l’installe."
OLDEST_NODE = 20
DISK_NEEDED, DISK_WISHED = 1, 5
GIBIBYTE = 1024**3
FONTS = "/usr/share/fonts/truetype/liberation*/LiberationSans-Regular.ttf"
STA_UNSYNC = 0x40


def findings(layout: Layout) -> Iterator[Finding]:
    yield python()
    yield database_program()
    yield broker_program()
    yield kannel()
    yield node()
    yield chromium()
    yield fonts()
    yield disk(layout)
    yield clock()


def python() -> Finding:
    version = platform.python_version()
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return good("python", f"Python {version}, avec venv.")
    if os.access(PROJECT / ".venv" / "bin" / "python", os.X_OK):
        return good("python", f"Python {version}.")
    return bad("python", f"Python {version} est là, mais sans venv.", f"Paquet python3-venv : {UP}")


def database_program() -> Finding:
    if os.environ.get("DATABASE_URL"):
        return good("postgis", "Base donnée par DATABASE_URL.")
    try:
        folder = binaries.postgres_folder()
    except binaries.Missing:
        return bad("postgis", "PostgreSQL avec PostGIS est introuvable.", f"Paquet postgresql-postgis : {UP}")
    return good("postgis", f"{_first_line(str(folder / 'postgres'), '--version')}, avec PostGIS.")


def broker_program() -> Finding:
    if os.environ.get("REDIS_URL"):
        return good("broker", "Messagerie interne donnée par REDIS_URL.")
    try:
        program = binaries.broker()
    except binaries.Missing:
        return bad("broker", "Ni valkey-server ni redis-server.", f"Paquet redis-server : {UP}")
    return good("broker", f"{program.name} {_version(_first_line(str(program), '--version'))}.")


def kannel() -> Finding:
    if binaries.kannel():
        return good("kannel", "Kannel et ses téléphones fictifs.")
    return note(
        "kannel",
        "Kannel et ses téléphones fictifs manquent : les SMS iront à la page des téléphones.",
        f"Paquets kannel et kannel-extras : {UP}",
    )


def node() -> Finding:
    carried = PROJECT / ".node" / "bin" / "node"
    program = shutil.which("node")
    version = _version(_first_line(program, "--version")) if program else ""
    if version and int(version.split(".")[0]) >= OLDEST_NODE and shutil.which("npm"):
        return good("node", f"Node {version}, avec npm.")
    if carried.exists():
        return good("node", "Node, apporté par un paquet Python (.node).")
    there = f"Node {version} est trop ancien, ou sans npm" if version else "Node n’est pas là"
    return note(
        "node", f"{there} : un paquet Python l’apportera.", UP.replace(" (par apt, en demandant)", "")
    )


def chromium() -> Finding:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return good("chromium", f"{name}, pour les tests.")
    return note("chromium", "Aucun navigateur Chromium.", TESTS)


def fonts() -> Finding:
    if glob(FONTS):
        return good("fonts", "Polices Liberation, pour les tests.")
    return note("fonts", "Les polices Liberation manquent.", TESTS)


def disk(layout: Layout) -> Finding:
    there = next(folder for folder in (layout.var, *layout.var.parents) if folder.exists())
    free = shutil.disk_usage(there).free / GIBIBYTE
    sentence = f"{free:.1f} Gio libres dans {there}.".replace(".", ",", 1)
    mend = f"Libérez {DISK_WISHED} Gio, ou donnez un autre dossier par GEOALERT_VAR."
    if free < DISK_NEEDED:
        return bad("disk", sentence, mend)
    return good("disk", sentence) if free >= DISK_WISHED else note("disk", sentence, mend)


def clock() -> Finding:
    """GEOALERT_NOW_OFFSET shifts everything; a clock that nothing sets drifts by seconds a day."""
    if (offset := os.environ.get("GEOALERT_NOW_OFFSET", "0")) != "0":
        return note(
            "clock",
            f"L’horloge est décalée de {offset} s (GEOALERT_NOW_OFFSET).",
            "Pour des tests seulement.",
        )
    if _unsynchronised():
        return note(
            "clock",
            "Rien ne dit que l’horloge est mise à l’heure.",
            "Installez chrony ou systemd-timesyncd : les délais et la validité des alertes en dépendent.",
        )
    return good("clock", "L’horloge est mise à l’heure.")


def _unsynchronised() -> bool:
    """What the kernel says (adjtimex, read only); False where it cannot be asked."""
    if not sys.platform.startswith("linux"):
        return False
    answer = (ctypes.c_long * 64)()
    if ctypes.CDLL(None).adjtimex(ctypes.byref(answer)) < 0:
        return False
    # struct timex: modes (padded), offset, freq, maxerror, esterror, status.
    return bool(answer[5] & STA_UNSYNC)


def _first_line(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr).strip().partition("\n")[0]


def _version(text: str) -> str:
    found = re.search(r"\d+\.\d+(\.\d+)?", text)
    return found[0] if found else ""
