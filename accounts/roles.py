"""Roles are groups of permissions, as the table of who may do what says."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

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

ADMINISTERED = {
    "accounts.user": ("view", "add", "change"),
    "accounts.territory": ("view", "add", "change", "delete"),
    "accounts.journalentry": ("view",),
    "zones.department": ("view",),
    "zones.sector": ("view", "change"),
    "zones.commune": ("view", "change"),
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
    Group.objects.get(name=ADMINISTRATOR).permissions.add(*_administration())


def _administration() -> QuerySet[Permission]:
    """What the Django admin asks for, model by model; sending and approving are not among it."""
    wanted = Q()
    for model, actions in ADMINISTERED.items():
        app, name = model.split(".")
        codenames = [f"{action}_{name}" for action in actions]
        wanted |= Q(content_type__app_label=app, codename__in=codenames)
    return Permission.objects.filter(wanted)
