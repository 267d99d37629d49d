"""The instance of this folder: does it run, is it well, what did an earlier one leave behind."""

import os
import socket
import subprocess
from collections.abc import Iterator

from geoalert.env import read_run_file
from geoalert.supervisor import given_database, health, services
from geoalert.supervisor.doctor.findings import Finding, bad, good, note
from geoalert.supervisor.layout import PROJECT, Layout
from geoalert.supervisor.pidfiles import leftovers, running

PARTS = {
    "database": "La base de données",
    "broker": "La messagerie interne",
    "worker": "L’ouvrier",
    "dispatcher": "Le répartiteur",
    "receipts": "La réception des accusés",
    "watchman": "Le veilleur",
    "gateway": "La passerelle SMS",
}
MENDS = {
    "gateway": "Les SMS attendent, jusqu’à la fin de leur validité : voyez KANNEL_STATUS_URL, "
    "ou en SMPP var/log/receiver.log.",
}
PYTHON = PROJECT / ".venv" / "bin" / "python"
DEFAULT_PORT = 8000
CLOCK_SECONDS = 2.0
SECONDS = 60


def findings(layout: Layout, *, port: int) -> Iterator[Finding]:
    pid, _ = running(layout.run)
    told = {**read_run_file(layout.environment), **os.environ} if pid else dict(os.environ)
    if pid:
        yield from _running(layout, pid)
    else:
        yield note("instance", "geoalert ne tourne pas dans ce dossier.")
        yield _left_behind(layout)
        yield _port("port", port, "« bin/geoalert up --port N » en prend un autre.")
        yield _receipts_port(port)
    if told.get("DATABASE_URL"):
        yield from _database(layout, told)


def _running(layout: Layout, pid: int) -> Iterator[Finding]:
    port = int(read_run_file(layout.environment).get("GEOALERT_PORT", DEFAULT_PORT))
    answers = health.ask(port)
    if answers is None:
        yield bad(
            "instance", f"geoalert (pid {pid}) n’a pas de site qui répond.", f"Voyez {layout.log}/web.log."
        )
        return
    yield good("instance", f"geoalert tourne : http://127.0.0.1:{port}/ (pid {pid}).")
    if health.is_held(port):
        yield note(
            "standstill", "Rien ne part depuis une restauration.", "« bin/geoalert manage release » reprend."
        )
    for name, answer in answers.items():
        if answer == "ok":
            yield good(f"health-{name}", "Répond.")
        else:
            mend = MENDS.get(name, f"Voyez les journaux dans {layout.log}.")
            yield bad(f"health-{name}", f"{PARTS.get(name, name)} ne répond pas.", mend)


def _left_behind(layout: Layout) -> Finding:
    if found := leftovers(layout.run):
        names = ", ".join(name for name, _, _ in found)
        return note(
            "leftovers",
            f"Restes d’un arrêt brutal : {names}.",
            "Le prochain « bin/geoalert up » les termine.",
        )
    return good("leftovers", "Rien ne reste d’un arrêt brutal.")


def _receipts_port(port: int) -> Finding:
    mend = "Donnez-en un autre par GEOALERT_RECEIPTS_PORT."
    try:
        return _port("receipts-port", services.ports(port)["receipts"], mend)
    except ValueError:
        return bad("receipts-port", "GEOALERT_RECEIPTS_PORT n’est pas un numéro de port.", mend)


def _port(name: str, port: int, mend: str) -> Finding:
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return bad(name, f"Le port {port} est déjà pris.", mend)
    return good(name, f"Le port {port} est libre.")


def _database(layout: Layout, told: dict[str, str]) -> Iterator[Finding]:
    """Rights and clock of the database, and whether its tables are those of this code."""
    if not os.access(PYTHON, os.X_OK):
        yield note("database-rights", "Les droits sur la base ne peuvent pas encore être vérifiés.")
        return
    try:
        answer = given_database.examine(told, python=str(PYTHON))
    except given_database.Unusable as unusable:
        yield bad("database-rights", str(unusable), given_database.MEND)
        return
    yield good("database-rights", f"{answer.version} : elle se laisse ouvrir et accepte nos tables.")
    if abs(answer.clock_offset) > CLOCK_SECONDS:
        seconds = f"{answer.clock_offset:+.1f}".replace(".", ",")
        yield bad(
            "database-clock", f"L’horloge de la base diffère de {seconds} s.", "Mettez les deux à l’heure."
        )
    yield _migrations(layout, told)


def _migrations(layout: Layout, told: dict[str, str]) -> Finding:
    if not (layout.secrets / "SECRET_KEY").exists():
        return note("migrations", "Les tables ne peuvent pas être comparées avant le premier lancement.")
    command = [str(PYTHON), str(PROJECT / "manage.py"), "migrate", "--check", "--skip-checks"]
    surroundings = {**told, "GEOALERT_VAR": str(layout.var)}
    done = subprocess.run(command, env=surroundings, capture_output=True, check=False, timeout=SECONDS)
    if done.returncode:
        return bad(
            "migrations", "Les tables ne sont pas celles de ce code.", "« bin/geoalert up » les met à jour."
        )
    return good("migrations", "Les tables sont celles de ce code.")
