"""`bin/geoalert bench [--size N ...] [--only A1 B1 B2 B3 C1 D1]`: ratios first, raw times under var/bench."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from benchmarks import cycle, dispatch, freeze, ground_tiles, incident_maps, live_count
from benchmarks.rates import Rates
from benchmarks.scene import prepare
from benchmarks.timing import Measure

SIZES = (10_000, 100_000)
# What is measured on shops, on a queue of numbers, and on incidents.
SHOPS = {"A1": live_count.measure, "B1": freeze.measure, "C1": ground_tiles.measure}
QUEUES = {"B2": cycle.measure, "B3": dispatch.measure}
INCIDENTS = {"D1": incident_maps.measure}
PARTS = sorted(SHOPS | QUEUES | INCIDENTS)


class Command(BaseCommand):
    help = "Mesure les chemins chauds, en rapports, à côté de leurs points de comparaison."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", type=int, nargs="+", default=list(SIZES))
        parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for size in options["size"]:
            self.stdout.write(f"-- {size} abonnés, destinataires ou incidents")
            for found in _measures(size, options["only"]):
                self.stdout.write("\n".join(found.lines()))
                self.stdout.flush()


def _measures(size: int, names: list[str]) -> Iterator[Measure | Rates]:
    out = settings.VAR_DIR / "csv"
    if asked := [name for name in names if name in SHOPS]:
        scene = prepare(size)
        for name in asked:
            yield from SHOPS[name](scene, out=out)
    for name in names:
        if name in QUEUES:
            yield from QUEUES[name](size, out=out)
        if name in INCIDENTS:
            yield from INCIDENTS[name](size, out=out)
