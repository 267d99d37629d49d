"""A process says that it lives by touching a file; the file's age says for how long it has been silent.

A file and not a row: it must still be read when the database is what went away.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
# Later than this, a process is silent: dead, or stopped by somebody.
SILENT_AFTER_SECONDS = 10.0
# Whose silence somebody must hear of: what people call it, and what its silence changes.
WATCHED = {
    "dispatcher": ("répartiteur", "les envois ne reposent plus que sur la messagerie interne"),
    "receipts": ("réception des accusés", "les remises ne sont plus connues"),
    "watchman": ("veilleur", "un envoi bloqué n’est plus signalé que par cette page"),
    "receiver": ("ligne de l’opérateur", "ni accusés ni réponses n’arrivent"),
}
# Which of them runs only where a gateway needs it.
ONLY_FOR = {"receiver": "smpp"}


def watched() -> dict[str, tuple[str, str]]:
    """Those of WATCHED that run here, by the gateways of the settings."""
    used = {settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL}
    return {name: said for name, said in WATCHED.items() if ONLY_FOR.get(name, settings.SMS_CHANNEL) in used}


def file_of(name: str) -> Path:
    return Path(settings.VAR_DIR) / "run" / f"{name}.heartbeat"


def beat(name: str) -> None:
    """Once. A file that cannot be written is said in the log and stops nobody: it may be possible later."""
    file = file_of(name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        log.warning("no heartbeat of %s could be written (%s)", name, type(error).__name__)


@contextmanager
def beating(name: str) -> Iterator[None]:
    """Beat in a thread of its own for as long as the block lasts: work that takes long is no silence."""
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(BEAT_SECONDS):
            beat(name)

    beat(name)
    heart = threading.Thread(target=go_on, daemon=True, name=f"{name}-heartbeat")
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()


def last_beat(name: str) -> datetime | None:
    """When a process was last heard, by this machine's clock; None: never."""
    try:
        return datetime.fromtimestamp(file_of(name).stat().st_mtime, UTC)
    except OSError:
        return None


def age(name: str) -> float:
    """Seconds of silence; infinite for who was never heard."""
    heard = last_beat(name)
    return float("inf") if heard is None else max(0.0, time.time() - heard.timestamp())


def is_silent(name: str) -> bool:
    return age(name) > SILENT_AFTER_SECONDS
