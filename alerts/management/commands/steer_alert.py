"""`steer_alert CODE pause|resume|stop|resend|retry --as USER`: with the rules of the alert's page."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import User
from alerts import lifecycle, steering
from alerts.management.perimeter_files import Refused, person
from alerts.models import Alert
from alerts.steering import Steer, SteeringRefused
from messaging.clock import database_now
from messaging.progress import progress


class Command(BaseCommand):
    help = "Met en pause, reprend, arrête ou renvoie une alerte."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("verb", choices=[steer.value for steer in Steer])
        parser.add_argument("--as", required=True, dest="by", metavar="UTILISATEUR")
        parser.add_argument(
            "--announced", type=int, metavar="N", help="resend, retry : combien au plus repartent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lifecycle.settle(now=database_now())
        alert = Alert.objects.filter(code=options["code"]).select_related("sending").first()
        if alert is None:
            raise Refused(f"Alerte « {options['code']} » introuvable.")
        try:
            again = self._steer(Steer(options["verb"]), alert, person(options["by"]), options["announced"])
        except SteeringRefused as refused:
            raise Refused(str(refused)) from refused
        alert.refresh_from_db()
        answer: dict[str, Any] = {"alert": alert.code, "state": alert.state, "again": again}
        if alert.sending is not None:
            answer |= {"sending": alert.sending.state, "states": progress(alert.sending).by_state}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _steer(self, steer: Steer, alert: Alert, by: User, announced: int | None) -> int:
        """Returns how many leave once more; raises SteeringRefused."""
        now = database_now()
        if steer in SEND_AGAIN:
            if announced is None:
                raise Refused("Dites combien repartent au plus : --announced N.")
            return SEND_AGAIN[steer](alert=alert, by=by, announced=announced, now=now)
        MOVES[steer](alert=alert, by=by, now=now)
        return 0


MOVES = {Steer.PAUSE: steering.pause, Steer.RESUME: steering.resume, Steer.STOP: steering.stop}
SEND_AGAIN = {Steer.RESEND: steering.resend_unknown, Steer.RETRY: steering.retry_failed}
