"""`drop_tables --yes`: take geoalert's tables out of a database that holds other people's too."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

MIGRATIONS = "django_migrations"
# Made by migrations of advice and messaging beside their tables: left there, they stop the next migration.
SEARCH = "advice_french"
FROZEN = "messaging_sending_stays_as_frozen"


class Command(BaseCommand):
    help = "Retire les tables de geoalert, et rien d’autre, de la base. Sans retour."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="oui, sans retour")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["yes"]:
            raise CommandError("sans retour : ajoutez « --yes ».", returncode=2)
        tables = [*connection.introspection.django_table_names(only_existing=True), MIGRATIONS]
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
            name = connection.ops.quote_name(SEARCH)
            cursor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {name} CASCADE")
            cursor.execute(f"DROP FUNCTION IF EXISTS {connection.ops.quote_name(FROZEN)}()")
        self.stdout.write(f"{len(tables)} tables retirées.")
