"""`dispatcher`: needs no broker; reads the database every few seconds and sends what is due."""

import logging
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection

from alerts import lifecycle
from messaging import heartbeats, leasing, sending, settling
from messaging.clock import database_now
from subscribers.purging import purge

log = logging.getLogger(__name__)

PAUSE_AFTER_FAILURE = 1.0


class Command(BaseCommand):
    help = "Envoie ce qui est dû, sans messagerie interne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="un seul passage")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        heartbeats.beat_until(self.stopping, "dispatcher")
        while not self.stopping.is_set():
            pause = self._sweep()
            if options["once"]:
                return
            self.stopping.wait(pause)

    def _sweep(self) -> float:
        """Send what is due; returns the seconds until the next look."""
        try:
            close_old_connections()
            sending.drain(should_stop=self.stopping.is_set)
            settling.settle(now=database_now())
            lifecycle.settle(now=database_now())
            purge(now=database_now())
            due = leasing.next_due(now=database_now())
        except Exception:
            # Whatever it was, the next sweep must come: a chunk left half-way waits for the end of its lease.
            log.exception("a sweep failed")
            connection.close()
            return PAUSE_AFTER_FAILURE
        sweep = float(settings.SWEEP_SECONDS)
        return sweep if due is None else min(sweep, due + 0.05)
