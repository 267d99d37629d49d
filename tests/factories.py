"""People and businesses for tests, with traits in the words of the domain; the geography is the real one."""

from datetime import UTC, datetime, time
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.gis.geos import Point

from accounts.models import Territory, User
from accounts.roles import ensure_roles
from messaging.clock import database_now
from subscribers import services, stopping
from subscribers.models import Profession, Subscriber
from zones.models import Commune, Sector

PASSWORD = "une-phrase-de-passe-longue"
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
_numbers = count(1)


def profession(code: str = "bijouterie") -> Profession:
    found, _ = Profession.objects.get_or_create(
        code=code, defaults={"name": code.title(), "plural": f"{code.title()}s", "rank": 0}
    )
    return found


def fresh_number() -> str:
    """A number kept for fiction that no other subscriber of this test has."""
    return f"+3363998{next(_numbers) % 10_000:04d}"


def subscriber(
    *,
    at: tuple[float, float],
    trade: str = "bijouterie",
    phone: str | None = "",
    pending: bool = False,
    stopped: bool = False,
    quiet: tuple[time, time] | None = None,
) -> Subscriber:
    """A validated business at (longitude, latitude); `phone` None: without a contact."""
    now = database_now()
    place = Point(*at, srid=4326)
    business = services.Business(
        name="Maison Lambert",
        profession=profession(trade),
        commune=_commune_at(place),
        location=place,
    )
    made = services.enrol(business=business, phone=None, now=now)
    if phone is not None:
        services.add_contact(subscriber=made, phone=phone or fresh_number(), quiet=quiet)
    if not pending:
        Subscriber.objects.filter(pk=made.pk).update(state="VALIDATED", validated_at=now)
        made.refresh_from_db()
    if stopped:
        say_stop(made)
    return made


def say_stop(subscriber: Subscriber) -> None:
    """STOP from each of its phones."""
    for contact in subscriber.contacts.all():
        stopping.stop_address(address_hash=bytes(contact.address_hash), now=database_now())
    subscriber.refresh_from_db()


def _commune_at(place: Point) -> Commune:
    return Commune.objects.filter(boundary__covers=place).first() or Commune.objects.first()  # type: ignore[return-value]


def person(username: str, role: str | None, *, sectors: tuple[str, ...] = (), **traits: Any) -> User:
    """A member of staff with one role and a territory of sectors ("*": everywhere)."""
    ensure_roles()
    user = User.objects.create_user(username, password=PASSWORD, **traits)
    if role:
        user.groups.add(Group.objects.get(name=role))
    if sectors:
        user.territory = Territory.objects.create(name=f"Territoire de {username}", everything="*" in sectors)
        user.territory.sectors.set(Sector.objects.filter(code__in=sectors))
        user.save()
    return user
