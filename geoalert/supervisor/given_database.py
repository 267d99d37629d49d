"""The database that the operator names: may we do there what we must? Asked without leaving a trace.

The question needs a driver, so another Python asks it (this package is standard library only).
"""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from geoalert.supervisor.layout import PROJECT

SECONDS = 30
MEND = "Voyez DATABASE_URL et les droits de son utilisateur (docs/operations.md)."


class Unusable(Exception):
    """It cannot be opened, or lacks PostGIS or a right; the message is a French sentence."""


@dataclass(frozen=True)
class Answer:
    """`clock_offset`: the database's clock minus this machine's, in seconds."""

    version: str
    clock_offset: float


def examine(surroundings: Mapping[str, str], *, python: str) -> Answer:
    """Ask the database of DATABASE_URL, by the driver that `python` has. Raises Unusable."""
    command = [python, "-m", "geoalert.supervisor.database_probe"]
    try:
        done = subprocess.run(
            command,
            env={**surroundings, "PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise Unusable("La base de DATABASE_URL ne répond pas.") from late
    if done.returncode:
        raise Unusable(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "La base ne répond pas."
        )
    return Answer(**json.loads(done.stdout))
