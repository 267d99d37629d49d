"""`send_alert`: the officer's journey without a screen, by the same rules."""

import json
import time
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from accounts.models import User
from accounts.permissions import may_alert
from alerts import drafting
from alerts.freeze import FreezeRefused, freeze
from alerts.management.perimeter_files import Refused, person, profession_codes, read_perimeter
from alerts.models import Alert
from incidents.models import IncidentKind
from messaging.clock import database_now
from messaging.models import Sending
from messaging.progress import Progress, progress
from zones.perimeters import Perimeter, PerimeterRefused

POLL_SECONDS = 0.5
Policy = Sending.UnknownPolicy


class Command(BaseCommand):
    help = "Envoie une alerte aux abonnés d’un périmètre."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--perimeter", required=True, metavar="FICHIER.geojson")
        parser.add_argument("--text", required=True)
        parser.add_argument("--as", required=True, dest="author", metavar="UTILISATEUR")
        parser.add_argument("--approved-by", metavar="UTILISATEUR")
        parser.add_argument("--profession", nargs="+", action="extend", metavar="CODE")
        parser.add_argument("--kind", help="code du type d’incident (défaut : le premier)")
        parser.add_argument("--place", default="périmètre fourni par fichier")
        parser.add_argument("--valid-minutes", type=int, default=120)
        parser.add_argument(
            "--resend-unknown",
            action="store_true",
            help="en cas de doute sur une remise, renvoyer une fois (défaut : ne jamais doubler)",
        )
        parser.add_argument("--wait", action="store_true", help="attendre la fin de l’envoi")
        parser.add_argument("--json", action="store_true", help="réponse en JSON (toujours)")

    def handle(self, *args: Any, **options: Any) -> None:
        perimeter = read_perimeter(options["perimeter"])
        author = person(options["author"])
        if not author.has_perm("accounts.send_alert"):
            raise Refused(f"« {author.username} » n’a pas le droit d’envoyer une alerte.")
        approver = self._approver(options["approved_by"], author, perimeter)
        try:
            alert = self._draft(author, perimeter, options)
            alert = freeze(
                alert_id=alert.pk,
                by=author,
                # Nobody looked at a screen: what leaves is what was asked for a line above.
                seen_hash=alert.request_hash,
                typed_count=alert.previewed_count,
                now=database_now(),
                approved_by=approver,
                unknown_policy=Policy.AVOID_LOSS if options["resend_unknown"] else Policy.AVOID_DUPLICATES,
            )
        except (PerimeterRefused, drafting.DraftRefused, FreezeRefused) as refused:
            raise Refused(str(refused)) from refused
        found = self._wait(alert) if options["wait"] else self._progress(alert)
        answer = {"alert": alert.code, "frozen": found.total, "states": found.by_state}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _approver(self, name: str | None, author: User, perimeter: Perimeter) -> User | None:
        """Somebody else, who may approve there: a name alone is never an approval."""
        if name is None:
            return None
        approver = person(name)
        if approver == author:
            raise Refused("Personne n’approuve sa propre alerte.")
        if not approver.has_perm("accounts.approve_alert"):
            raise Refused(f"« {name} » n’a pas le droit d’approuver une alerte.")
        if not may_alert(approver, perimeter.geometry).overlaps:
            raise Refused(f"Ce périmètre est hors du territoire de « {name} ».")
        return approver

    def _draft(self, author: User, perimeter: Perimeter, options: dict[str, Any]) -> Alert:
        kinds = IncidentKind.objects.order_by("rank")
        kind = (kinds.filter(code=options["kind"]) if options["kind"] else kinds).first()
        if kind is None:
            raise Refused("Type d’incident inconnu.")
        now = database_now()
        shape = {
            "type": "polygon",
            "sign": "include",
            "geometry": json.loads(perimeter.geometry.geojson),
            "label": options["place"],
        }
        request = drafting.Request(
            form_key=uuid4(),
            shapes=[shape],
            profession_codes=profession_codes(options["profession"]),
            kind=kind,
            place=options["place"],
            occurred_at=now,
            text=options["text"],
            advice_page=None,
            valid_minutes=options["valid_minutes"],
        )
        return drafting.draft(author=author, request=request, now=now)

    def _progress(self, alert: Alert) -> Progress:
        if alert.sending is None:
            raise Refused("Cette alerte n’a pas de liste figée.")
        return progress(alert.sending)

    def _wait(self, alert: Alert) -> Progress:
        """Until nothing is queued or being submitted; a bar on a terminal."""
        found = self._progress(alert)
        with tqdm(total=found.total, disable=None, unit="SMS", desc="Envoi") as bar:
            while not found.finished:
                time.sleep(POLL_SECONDS)
                found = self._progress(alert)
                bar.update(found.total - found.waiting - bar.n)
        return found
