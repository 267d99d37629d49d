"""`seed_demo --subscribers N --incidents N --seed S`: a town full of shops that do not exist."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geoalert.demo.businesses import seed_businesses
from geoalert.demo.events import seed_incidents
from geoalert.demo.mixing import Mixed, refuse_town
from geoalert.demo.people import seed_people
from messaging.clock import database_now
from subscribers.models import Subscriber


class Command(BaseCommand):
    help = "Remplit la base de données fictives, toujours les mêmes pour une même graine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--subscribers", type=int, default=5000)
        parser.add_argument("--incidents", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--keep", action="store_true", help="ne rien changer s’il y a des abonnés")
        parser.add_argument("--json", action="store_true", help="réponse en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_town()
        except Mixed as mixed:
            raise CommandError(str(mixed), returncode=2) from mixed
        now = database_now()
        seed_people()
        if options["keep"] and Subscriber.objects.exists():
            return
        asked = {"subscribers": options["subscribers"], "incidents": options["incidents"]}
        made = {
            "subscribers": seed_businesses(count=asked["subscribers"], seed=options["seed"], now=now),
            "incidents": seed_incidents(count=asked["incidents"], seed=options["seed"], now=now),
        }
        if options["json"]:
            self.stdout.write(json.dumps(asked | {"made": made}))
            return
        for name, french in (("subscribers", "abonnés"), ("incidents", "incidents")):
            done = "créés" if made[name] else "déjà là"
            self.stdout.write(f"{asked[name]} {french} fictifs, {done}.")
