"""The first administrator, made from the command line: nobody can be asked to make them on a screen."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import journal
from accounts.models import User
from accounts.roles import ADMINISTRATOR, ensure_roles


class AdministratorRefused(Exception):
    """The name is taken or malformed, or the password too weak; the message is a French sentence."""


@transaction.atomic
def create_administrator(*, username: str, password: str, email: str = "", now: datetime) -> User:
    """Somebody who manages people, territories and gateways, and can neither send nor approve.

    Raises AdministratorRefused. Never changes an account that is there.
    """
    ensure_roles()
    if User.objects.filter(username__iexact=username).exists():
        raise AdministratorRefused(f"« {username} » existe déjà : rien n’a été changé.")
    user = User(username=username, email=email, is_staff=True)
    user.set_password(password)
    try:
        user.full_clean()
        validate_password(password, user)
    except ValidationError as error:
        raise AdministratorRefused(" ".join(error.messages)) from error
    user.save()
    user.groups.add(Group.objects.get(name=ADMINISTRATOR))
    journal.record(actor=None, verb="person.first_administrator", target=user, now=now)
    return user
