"""`refuse_demo`: fails where the fictitious town and its accounts are; `up --no-demo` asks it first."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geoalert.demo.mixing import Mixed, refuse_bare


class Command(BaseCommand):
    help = "Échoue si la base contient la ville fictive et ses comptes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_bare()
        except Mixed as mixed:
            raise CommandError(str(mixed), returncode=2) from mixed
