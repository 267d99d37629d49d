"""`audience --perimeter FILE.geojson [--profession CODE ...]`: who a send would reach now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from alerts import audience
from alerts.management.perimeter_files import profession_codes, read_perimeter
from messaging.clock import database_now


class Command(BaseCommand):
    help = "Compte les abonnés d’un périmètre, sans rien envoyer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--perimeter", required=True, metavar="FICHIER.geojson")
        parser.add_argument("--profession", nargs="+", action="extend", metavar="CODE")
        parser.add_argument("--json", action="store_true", help="réponse en JSON, comme dans un tube")

    def handle(self, *args: Any, **options: Any) -> None:
        perimeter = read_perimeter(options["perimeter"])
        found = audience.count(
            perimeter=perimeter.geometry,
            profession_codes=profession_codes(options["profession"]),
            now=database_now(),
        )
        by_profession = {row.code: row.reachable for row in found.professions if row.selected}
        if options["json"] or not self.stdout.isatty():
            answer = {
                "count": found.recipients,
                "by_profession": by_profession,
                "unreachable": found.unreachable,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{found.recipients} destinataires, {perimeter.area_km2:.2f} km²")
        for code, reachable in by_profession.items():
            self.stdout.write(f"  {code} : {reachable}")
        self.stdout.write(f"{found.unreachable} injoignables")
        for note in perimeter.notes:
            self.stdout.write(note)
