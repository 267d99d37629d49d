"""`release`: after a restore, let new sendings leave again."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alerts import restoring
from messaging import standstill
from messaging.clock import database_now
from zones.french import moment

YES = frozenset({"o", "oui", "y", "yes"})
NOTHING = "Les envois ne sont pas arrêtés : rien à reprendre."


class Command(BaseCommand):
    help = "Reprend les envois après une restauration. Rien de ce qui attendait alors ne part."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="sans demander")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            held = restoring.settle(now=database_now())
            self.stdout.write(
                f"Envois arrêtés depuis {moment(held.began_at)} ; sauvegarde du {moment(held.snapshot_at)}.\n"
                f"Réglés sans renvoi : {held.in_flight} en cours de remise et {held.maybe_left} en attente, "
                f"à compter comme inconnus ; {held.too_late} hors délai."
            )
            self._ask(yes=options["yes"])
            restoring.release(by=None, now=database_now())
        except standstill.NothingHeld:
            self.stdout.write(NOTHING)
            return
        self.stdout.write("Les envois reprennent : seuls les nouveaux partent.")

    def _ask(self, *, yes: bool) -> None:
        if yes:
            return
        if not sys.stdin.isatty():
            raise CommandError("pas de terminal où demander : ajoutez « --yes ». Rien ne part.", returncode=2)
        if input("Reprendre les envois ? [o/N] ").strip().lower() not in YES:
            raise CommandError("les envois restent arrêtés.", returncode=2)
