"""`purge_enrolments`: forget enrolments that nobody finished, and codes; the dispatcher does it by itself."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from messaging.clock import database_now
from subscribers.purging import purge


class Command(BaseCommand):
    help = (
        "Efface les inscriptions inachevées (48 h), les codes (24 h), leurs SMS et les réponses (30 jours)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="réponse en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        gone = purge(now=database_now())
        if options["json"]:
            self.stdout.write(json.dumps(vars(gone)))
            return
        self.stdout.write(
            f"Effacés : {gone.drafts} inscriptions inachevées, {gone.codes} codes, "
            f"{gone.texts} SMS à un seul téléphone, {gone.replies} réponses."
        )
