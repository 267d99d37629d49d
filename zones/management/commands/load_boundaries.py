"""manage.py load_boundaries [FILE] [--layer NAME ...]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zones.boundary_file import BoundariesRefused
from zones.load_boundaries import BOUNDARIES, load_boundaries


class Command(BaseCommand):
    help = "Charge les limites des communes (GeoJSON, GeoPackage, Shapefile) et recalcule le reste."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=BOUNDARIES)
        parser.add_argument("--layer", action="append", default=[], help="couche à lire")
        parser.add_argument("--json", action="store_true", help="réponse en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_boundaries(options["file"], layers=options["layer"])
        except BoundariesRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        if options["json"]:
            counts = ("communes", "sectors", "departments")
            self.stdout.write(json.dumps({name: getattr(report, name) for name in counts}))
            return
        self.stdout.write(
            f"{report.departments} départements, {report.communes} communes et arrondissements, "
            f"{report.sectors} secteurs."
        )
