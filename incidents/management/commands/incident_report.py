"""`incident_report --days 90 --kind vol-etalage --output FILE.html`: the analyst's report as a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.datastructures import MultiValueDict

from incidents.filters import FIRST_PRESET, PRESETS, FilterRefused, IncidentFilter
from incidents.report.document import write
from incidents.sight import Sight
from messaging.clock import database_now
from zones.french import PARIS


class Command(BaseCommand):
    help = "Écrit le rapport d’analyse des incidents : un fichier HTML qui s’ouvre hors connexion."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", required=True, type=Path, metavar="FICHIER.html")
        parser.add_argument("--days", type=int, choices=PRESETS, default=FIRST_PRESET)
        parser.add_argument("--since", default="", metavar="AAAA-MM-JJ", help="premier jour, avec --until")
        parser.add_argument("--until", default="", metavar="AAAA-MM-JJ", help="dernier jour, avec --since")
        parser.add_argument("--kind", nargs="+", action="extend", default=[], metavar="CODE")
        parser.add_argument("--weekday", nargs="+", action="extend", default=[], help="0 est lundi")
        parser.add_argument("--hour", nargs="+", action="extend", default=[], help="de 0 à 23")
        parser.add_argument("--zone", nargs="+", action="extend", default=[], metavar="CODE")
        parser.add_argument("--rounded", action="store_true", help="nombres arrondis, sans place exacte")

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        try:
            asked = IncidentFilter.from_query(_query(options), today=now.astimezone(PARIS).date())
        except FilterRefused as refused:
            raise CommandError(str(refused), returncode=2) from refused
        text = write(asked=asked, sight=Sight.whole(exact=not options["rounded"]), now=now)
        try:
            options["output"].write_text(text, encoding="utf-8")
        except OSError as failed:
            raise CommandError(f"Le rapport ne peut pas être écrit : {failed}") from failed
        self.stdout.write(f"{options['output']} : {len(text.encode()) // 1000} ko, {asked.sentence()}")


def _query(options: dict[str, Any]) -> MultiValueDict:
    dates = options["since"] or options["until"]
    return MultiValueDict(
        {
            "periode": ["dates" if dates else str(options["days"])],
            "du": [options["since"]],
            "au": [options["until"]],
            "type": options["kind"],
            "jour": options["weekday"],
            "heure": options["hour"],
            "zone": options["zone"],
        }
    )
