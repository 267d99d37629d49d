"""Roles are groups of permissions, as the table of who may do what says."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from accounts.models import User

OFFICER = "officier"
SUPERVISOR = "superviseur"
ANALYST = "analyste"
EDITOR = "redacteur"
ADMINISTRATOR = "administrateur"

ROLES: dict[str, tuple[str, ...]] = {
    OFFICER: ("send_alert", "validate_subscriber", "analyse_incidents", "see_exact_incidents"),
    SUPERVISOR: (
        "send_alert",
        "approve_alert",
        "validate_subscriber",
        "see_phone",
        "analyse_incidents",
        "see_exact_incidents",
    ),
    ANALYST: ("analyse_incidents", "see_exact_incidents"),
    EDITOR: ("edit_advice",),
    ADMINISTRATOR: ("administer",),
}


def ensure_roles() -> None:
    """Make the groups and give each exactly its permissions; run twice, it changes nothing."""
    user_type = ContentType.objects.get_for_model(User)
    names = dict(User._meta.permissions)
    for codename, name in names.items():
        Permission.objects.update_or_create(
            content_type=user_type, codename=codename, defaults={"name": name}
        )
    for role, codenames in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(Permission.objects.filter(content_type=user_type, codename__in=codenames))
