"""What the commands of alerts share: a perimeter from a file, professions, people, and refusals."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from accounts.models import User
from subscribers.models import Profession
from zones.perimeters import Perimeter, PerimeterRefused, from_geojson

REFUSED = 2


class Refused(CommandError):
    """The command does nothing: its French sentence goes to stderr, and 2 to the shell."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=REFUSED)


def read_perimeter(path: str) -> Perimeter:
    """The perimeter of a GeoJSON file; what is wrong with it is refused, never repaired silently."""
    file = Path(path)
    try:
        if file.stat().st_size > settings.PERIMETER_MAX_BYTES:
            limit = settings.PERIMETER_MAX_BYTES // 1000
            raise Refused(f"Le fichier du périmètre est trop lourd : {limit} ko au plus.")
        return from_geojson(file.read_bytes())
    except OSError as error:
        raise Refused(f"Le fichier {path} ne peut pas être lu : {error.strerror}.") from error
    except PerimeterRefused as refused:
        raise Refused(refused.message) from refused


def profession_codes(named: list[str] | None) -> list[str]:
    """The professions named, or all of them; an unknown code is refused."""
    known = list(Profession.objects.order_by("rank").values_list("code", flat=True))
    if named is None:
        return known
    if unknown := sorted(set(named) - set(known)):
        raise Refused(f"Profession inconnue : {', '.join(unknown)}. Codes : {', '.join(known)}.")
    return named


def person(username: str) -> User:
    """An active member of staff by user name."""
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Refused(f"Personne active du nom de « {username} » introuvable.")
    return found
