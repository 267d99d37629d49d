"""`create_admin NAME`: asks for a password, or takes it from GEOALERT_ADMIN_PASSWORD."""

import getpass
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.administrators import AdministratorRefused, create_administrator
from messaging.clock import database_now

PASSWORD = "GEOALERT_ADMIN_PASSWORD"  # noqa: S105  the name of a variable
REFUSED = 2


class Refused(CommandError):
    """Nothing was created: the French sentence goes to stderr, and 2 to the shell."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=REFUSED)


class Command(BaseCommand):
    help = "Crée un administrateur : il gère les personnes et les territoires, il n’envoie rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NOM")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        try:
            create_administrator(
                username=name, password=_password(), email=options["email"], now=database_now()
            )
        except AdministratorRefused as refused:
            raise Refused(str(refused)) from refused
        self.stdout.write(f"Administrateur « {name} » créé : il crée les autres comptes dans /admin/.")


def _password() -> str:
    """From the environment, else asked for twice on a terminal."""
    if given := os.environ.get(PASSWORD):
        return given
    if not sys.stdin.isatty():
        raise Refused(f"Pas de terminal où demander un mot de passe : donnez {PASSWORD}.")
    first = getpass.getpass("Mot de passe (12 caractères au moins) : ")
    if first != getpass.getpass("Encore une fois : "):
        raise Refused("Les deux mots de passe diffèrent : rien n’a été créé.")
    return first
