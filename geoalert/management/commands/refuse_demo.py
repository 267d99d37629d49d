"""`refuse_demo`: fails where a fictitious town is about to be served as a real one."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from geoalert.demo.mixing import Mixed, refuse_bare


class Command(BaseCommand):
    help = "Échoue si la base contient la ville fictive et que GEOALERT_DEMO_ACCOUNTS ne le dit pas."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO_ACCOUNTS:
            return
        try:
            refuse_bare()
        except Mixed as mixed:
            raise CommandError(str(mixed), returncode=2) from mixed
