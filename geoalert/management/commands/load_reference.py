from typing import Any

from django.core.management.base import BaseCommand

from geoalert.reference import load_reference


class Command(BaseCommand):
    help = "Charge les limites, les rôles, les professions, les conseils et les modèles de message."

    def handle(self, *args: Any, **options: Any) -> None:
        load_reference()
        self.stdout.write("Données de référence à jour.")
