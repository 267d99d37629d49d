"""`dispatcher`: needs no broker; reads the database every few seconds and sends what is due."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from alerts import lifecycle
from messaging import heartbeats, leasing, room, sending, settling
from messaging.clock import database_now
from messaging.forgetting import forget_addresses, forget_receipts, forget_strange_receipts
from subscribers.purging import purge

log = logging.getLogger(__name__)

PAUSE_AFTER_FAILURE = 1.0


# What follows the sending, each for itself: a purge that fails keeps no alert from being closed.
STEPS: dict[str, Callable[[], object]] = {
    "settle": lambda: settling.settle(now=database_now()),
    "close": lambda: lifecycle.settle(now=database_now()),
    "purge": lambda: purge(now=database_now()),
    "forget strange receipts": lambda: forget_strange_receipts(now=database_now()),
    "forget receipts": lambda: forget_receipts(now=database_now()),
    "forget addresses": lambda: forget_addresses(now=database_now()),
}


class Command(BaseCommand):
    help = "Envoie ce qui est dû, sans messagerie interne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="un seul passage")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping, self.pause = threading.Event(), 0.0
        with _told_to_stop(self.stopping), heartbeats.beating("dispatcher"):
            while not self.stopping.is_set():
                pause = self._sweep()
                if options["once"]:
                    return
                self.stopping.wait(pause)

    def _sweep(self) -> float:
        """Every step once, whatever becomes of the others; returns the seconds until the next look."""
        close_old_connections()
        deadline = time.monotonic() + settings.SWEEP_SECONDS
        steps: dict[str, Callable[[], object]] = {
            "send": partial(self._send, deadline),
            **STEPS,
            "look": self._look,
        }
        well = [_try(name, step) for name, step in steps.items()]
        return self.pause if all(well) else PAUSE_AFTER_FAILURE

    def _send(self, deadline: float) -> None:
        """A sweep's time at most: what follows must have its turn while a large alert leaves for hours."""
        with room.demanded():
            sending.drain(should_stop=lambda: self.stopping.is_set() or time.monotonic() > deadline)

    def _look(self) -> None:
        """How long nothing falls due: not at all where the time of this sweep was not enough."""
        sweep = float(settings.SWEEP_SECONDS)
        due = leasing.next_due(now=database_now())
        self.pause = sweep if due is None else min(sweep, due + 0.05)


@contextmanager
def _told_to_stop(stopping: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT end the work after its step; whoever called us has their own again afterwards."""
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stopping.set()) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _try(name: str, step: Callable[[], object]) -> bool:
    """Whether it worked. A chunk left half-way waits for the end of its lease; the next sweep comes."""
    try:
        with room.refusals():
            step()
    except Exception as error:
        away = isinstance(error, OperationalError | InterfaceError | room.NoRoom)
        # A database that is away or full fails every step, every second: its traceback says nothing new.
        log.error("a step of the sweep failed: %s (%s)", name, type(error).__name__, exc_info=not away)
        connection.close()
        return False
    return True
