"""A database is a demonstration or it is not: a fictitious town never meets real people."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db.models import Q, QuerySet

from accounts.models import User
from geoalert.demo.people import CAST
from geoalert.supervisor.welcome import DEMO_PASSWORD
from subscribers.models import Subscriber


class Mixed(Exception):
    """The database is of the other kind; the message says what to do."""


def demo_accounts() -> QuerySet[User]:
    """The cast as it was seeded; a user name alone proves nothing."""
    wanted = Q(pk__in=())
    for username, first, last, *_ in CAST:
        wanted |= Q(username=username, first_name=first, last_name=last)
    return User.objects.filter(wanted)


def has_public_password() -> bool:
    """Does an account of the cast, whatever it is called now, open with a published password?"""
    public = {settings.DEMO_PASSWORD, DEMO_PASSWORD}
    cast = User.objects.filter(username__in=[username for username, *_ in CAST])
    return any(check_password(word, user.password) for user in cast for word in public)


def refuse_town() -> None:
    """Raises Mixed unless the settings ask for the town, and where people of its own already live.

    These would get neighbours who do not exist, and accounts whose password is public.
    """
    if not settings.DEMO_ACCOUNTS:
        raise Mixed(
            "cette instance n’est pas une démonstration (GEOALERT_DEMO_ACCOUNTS) : la ville fictive et "
            "ses comptes, dont le mot de passe est public, n’y entrent pas."
        )
    if demo_accounts().exists():
        return
    if User.objects.exists() or Subscriber.objects.exists():
        raise Mixed(
            "cette base n’est pas une démonstration : la ville fictive n’y entre pas. Ajoutez « --no-demo », "
            "ou donnez un autre dossier par GEOALERT_VAR."
        )


def refuse_bare() -> None:
    """Raises Mixed where the fictitious town and its accounts are: their password is public."""
    if demo_accounts().exists() or has_public_password():
        raise Mixed(
            "cette base contient la ville fictive et ses comptes, dont le mot de passe est public : "
            "« bin/geoalert reset » la vide, ou donnez un autre dossier par GEOALERT_VAR."
        )
