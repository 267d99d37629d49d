"""`receipts`: takes what gateways call back about each text, beside the site."""

from typing import Any

from aiohttp import web
from django.core.management.base import BaseCommand, CommandParser

from api.receiver import application

LOOPBACK = "127.0.0.1:9000"
END_WITHIN_SECONDS = 5.0
# Calls that wait to be taken while a batch is written.
BACKLOG = 1024


class Command(BaseCommand):
    help = "Reçoit les accusés des passerelles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=LOOPBACK, metavar="ADRESSE:PORT")

    def handle(self, *args: Any, **options: Any) -> None:
        host, _, port = options["bind"].rpartition(":")
        web.run_app(
            application(),
            host=host,
            port=int(port),
            backlog=BACKLOG,
            access_log=None,
            print=None,
            shutdown_timeout=END_WITHIN_SECONDS,
        )
