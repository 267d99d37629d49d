"""`load_boundaries [FILE]`: boundaries of communes, from which sectors and departments follow."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zones.load_boundaries import BOUNDARIES, BoundariesRefused, load_boundaries


class Command(BaseCommand):
    help = "Charge les limites des communes (GeoJSON, GeoPackage, Shapefile avec code INSEE)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=BOUNDARIES)
        parser.add_argument("--json", action="store_true", help="réponse en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_boundaries(options["file"])
        except BoundariesRefused as refused:
            raise CommandError(str(refused), returncode=2) from refused
        if options["json"]:
            self.stdout.write(json.dumps(vars(report)))
            return
        self.stdout.write(
            f"{report.communes} communes, {report.sectors} secteurs, {report.departments} départements."
        )
