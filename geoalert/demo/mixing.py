"""A database is a demonstration or it is not: a fictitious town never meets real people."""

from django.db.models import Q, QuerySet

from accounts.models import User
from geoalert.demo.people import CAST
from subscribers.models import Subscriber


class Mixed(Exception):
    """The database is of the other kind; the message says what to do."""


def demo_accounts() -> QuerySet[User]:
    """The accounts whose password everybody can read; a user name alone proves nothing."""
    wanted = Q(pk__in=())
    for username, first, last, *_ in CAST:
        wanted |= Q(username=username, first_name=first, last_name=last)
    return User.objects.filter(wanted)


def refuse_town() -> None:
    """Raises Mixed where people of its own already live: they would get neighbours who do not exist."""
    if demo_accounts().exists():
        return
    if User.objects.exists() or Subscriber.objects.exists():
        raise Mixed(
            "cette base n’est pas une démonstration : la ville fictive n’y entre pas. Ajoutez « --no-demo », "
            "ou donnez un autre dossier par GEOALERT_VAR."
        )


def refuse_bare() -> None:
    """Raises Mixed where the fictitious town and its accounts are: their password is public."""
    if demo_accounts().exists():
        raise Mixed(
            "cette base contient la ville fictive et ses comptes, dont le mot de passe est public : "
            "« bin/geoalert reset » la vide, ou donnez un autre dossier par GEOALERT_VAR."
        )
