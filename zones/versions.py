"""A version of the zones, so that what is computed from them once is computed again when they change."""

from zones.models import ZonesVersion


def current() -> int:
    """A number that grows each time zones change; 0 before the first load."""
    row = ZonesVersion.objects.filter(pk=1).values_list("number", flat=True).first()
    return row or 0


def touch() -> None:
    """Say that zones have changed."""
    row, made = ZonesVersion.objects.get_or_create(pk=1, defaults={"number": 1})
    if not made:
        ZonesVersion.objects.filter(pk=1).update(number=row.number + 1)
