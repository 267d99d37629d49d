"""`smpp_receiver`: takes receipts and replies from the operator's centre, for as long as it runs."""

import logging
import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from messaging import heartbeats
from messaging.clock import database_now
from messaging.smpp.delivered import Reply
from messaging.smpp.receiver import Receiver
from subscribers import replies

log = logging.getLogger(__name__)

LATE_SECONDS = 60.0


class Command(BaseCommand):
    help = "Reçoit les accusés et les réponses de l’opérateur (SMPP)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SMPP_HOST:
            raise CommandError("SMPP_HOST est vide : il n’y a pas de passerelle à écouter.")
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        self.swept_at = 0.0
        Receiver(take=self._take, beat=self._beat, stopping=stopping).run()

    def _take(self, reply: Reply) -> None:
        replies.take(reply, now=database_now())

    def _beat(self) -> None:
        """A file whose age says for /sante/ that a line is bound; now and then, a look at what is late."""
        heartbeats.beat("receiver")
        if time.monotonic() - self.swept_at > LATE_SECONDS:
            self.swept_at = time.monotonic()
            replies.take_late(now=database_now())
