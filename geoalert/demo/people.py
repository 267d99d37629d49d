"""Demonstration accounts: one a role, the same password for all, refused outside a demonstration."""

from django.conf import settings
from django.contrib.auth.models import Group

from accounts.models import Territory, User
from accounts.roles import ADMINISTRATOR, ANALYST, EDITOR, OFFICER, SUPERVISOR
from zones.models import Sector

CENTRE = ("75-CENTRE", "75-08", "75-09")
# User name, first and last name, role, territory.
CAST = (
    ("officier", "Alice", "Morel", OFFICER, "Paris Centre, 8e et 9e"),
    ("superviseur", "Ève", "Lambert", SUPERVISOR, "Paris et petite couronne"),
    ("analyste", "Chloé", "Bernard", ANALYST, "Paris et petite couronne"),
    ("redacteur", "Marc", "Petit", EDITOR, None),
    ("admin", "Nadia", "Costa", ADMINISTRATOR, None),
)


def seed_people() -> None:
    """Accounts and their territories; a password that somebody changed stays changed."""
    everywhere, _ = Territory.objects.get_or_create(
        name="Paris et petite couronne", defaults={"everything": True}
    )
    centre, made = Territory.objects.get_or_create(name="Paris Centre, 8e et 9e")
    if made:
        centre.sectors.set(Sector.objects.filter(code__in=CENTRE))
    territories = {everywhere.name: everywhere, centre.name: centre}
    for username, first, last, role, territory in CAST:
        user, fresh = User.objects.get_or_create(
            username=username,
            defaults={
                "first_name": first,
                "last_name": last,
                "is_staff": role == ADMINISTRATOR,
                "territory": territories.get(territory) if territory else None,
            },
        )
        if fresh:
            user.set_password(settings.DEMO_PASSWORD)
            user.save(update_fields=["password"])
        user.groups.set(Group.objects.filter(name=role))
