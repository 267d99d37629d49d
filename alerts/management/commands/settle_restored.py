"""`settle_restored`: close what waited in a backup, before anything is started on it. `restore` calls it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alerts import restoring
from messaging.clock import database_now
from messaging.standstill import NothingHeld


class Command(BaseCommand):
    help = "Règle la file d’une base restaurée : rien de ce qui attendait ne repartira."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            held = restoring.settle(now=database_now())
        except NothingHeld as nothing:
            raise CommandError("aucune restauration n’est en cours.", returncode=2) from nothing
        self.stdout.write(
            f"Réglés : {held.in_flight} en cours de remise et {held.maybe_left} en attente, à compter comme "
            f"inconnus ; {held.too_late} hors délai."
        )
