"""Which commune a place belongs to: what its address says first, the (generalised) limits second."""

from django.contrib.gis.geos import Point

from zones.models import Commune


def claimed(*, insee_code: str, postcode: str, location: Point) -> Commune | None:
    """The commune an address names by INSEE code, else by postcode, else by `location` (EPSG:4326).

    None when none of the three is ours: the place is outside the four departments.
    """
    if named := Commune.objects.filter(insee_code=insee_code).first():
        return named
    served = Commune.objects.served_by(postcode) if postcode else Commune.objects.none()
    if len(served) == 1:
        return served[0]
    return served.around(location).first() or ground(location)


def ground(location: Point) -> Commune | None:
    """The commune whose limits hold `location` (EPSG:4326); None outside the four departments."""
    return Commune.objects.around(location).order_by("insee_code").first()
