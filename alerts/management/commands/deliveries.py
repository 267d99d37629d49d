"""`deliveries --alert CODE`: what became of each address of an alert; never the address itself."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from alerts.management.perimeter_files import Refused
from alerts.models import Alert
from messaging.models import Delivery
from subscribers.address_keys import address_key


class Command(BaseCommand):
    help = "Liste les destinataires figés d’une alerte et leur état."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--alert", required=True, metavar="CODE")
        parser.add_argument("--json", action="store_true", help="réponse en JSON, comme dans un tube")

    def handle(self, *args: Any, **options: Any) -> None:
        alert = Alert.objects.filter(code=options["alert"]).first()
        if alert is None:
            raise Refused(f"Alerte « {options['alert']} » introuvable.")
        if alert.sending_id is None:
            raise Refused("Cette alerte n’a pas encore de liste figée.")
        rows = [
            {
                "delivery": row.pk,
                "subscriber": row.origin,
                "address_key": address_key(bytes(row.address_hash)) if row.address_sealed else None,
                "state": row.state,
                "attempts": row.attempts,
                "reason": row.reason,
            }
            for row in Delivery.objects.filter(sending=alert.sending_id).order_by("pk").iterator()
        ]
        if options["json"] or not self.stdout.isatty():
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write("\t".join(str(value) for value in row.values()))
