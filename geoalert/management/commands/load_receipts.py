"""`bin/geoalert manage load_receipts`: calls the running instance back as a gateway does, and counts."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from benchmarks import receipts
from messaging.clock import database_now


class Command(BaseCommand):
    help = "Envoie des accusés à l’instance qui tourne, à débit fixe, et compte ceux qui manquent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rate", type=int, default=500, help="accusés par seconde")
        parser.add_argument("--seconds", type=int, default=60)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ALLOW_BENCH_NUMBERS:
            raise CommandError("Seulement là où les téléphones sont fictifs (GEOALERT_ALLOW_BENCH_NUMBERS).")
        count = options["rate"] * options["seconds"] // len(receipts.KINDS)
        sending = receipts.prepare(count, now=database_now())
        try:
            run = receipts.offer(sending, rate=options["rate"])
            self.stdout.write(json.dumps(_said(run, count, *receipts.stored(sending))))
        finally:
            receipts.forget(sending)


def _said(run: receipts.Run, count: int, stored: int, arrived: int) -> dict[str, Any]:
    offered = count * len(receipts.KINDS)
    times = {f"p{share}": round(1000 * run.percentile(share / 100), 1) for share in (50, 95, 99, 100)}
    return {
        "offered": offered,
        "answers": dict(run.answers),
        "stored": stored,
        "missing": offered - stored,
        "not_delivered": count - arrived,
        "per_second": round(offered / run.lasted),
        "milliseconds": times,
        "late_milliseconds": round(1000 * run.late),
    }
