"""`bin/geoalert bench [--size N ...] [--only A1 B1]`: ratios first, raw times kept under var/bench."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from benchmarks import freeze, ground_tiles, live_count
from benchmarks.scene import prepare

SIZES = (10_000, 100_000)
PARTS = {"A1": live_count.measure, "B1": freeze.measure, "C1": ground_tiles.measure}


class Command(BaseCommand):
    help = "Mesure les chemins chauds, en rapports, à côté de leurs points de comparaison."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", type=int, nargs="+", default=list(SIZES))
        parser.add_argument("--only", nargs="+", choices=sorted(PARTS), default=sorted(PARTS))

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for size in options["size"]:
            self.stdout.write(f"-- {size} abonnés")
            scene = prepare(size)
            for name in options["only"]:
                for measure in PARTS[name](scene, out=settings.VAR_DIR / "csv"):
                    self.stdout.write("\n".join(measure.lines()))
                    self.stdout.flush()
