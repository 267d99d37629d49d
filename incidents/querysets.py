"""Incidents, in the words of those who look for a pattern in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from accounts.models import User
from accounts.territories import outline
from incidents.local_time import week_hours
from zones.geography import geography
from zones.polygons import union
from zones.querysets import LocatedQuerySet

if TYPE_CHECKING:  # filters name kinds, and so import the models that this module makes queryable
    from incidents.filters import IncidentFilter


class IncidentQuerySet(LocatedQuerySet):
    """Days and hours are those of Paris, at the beginning of what is known only as a window."""

    def visible_to(self, user: User) -> Self:
        """Incidents in the territory of `user`; those without a place belong to no territory."""
        territory = user.territory
        if territory is None:
            return self.none()
        if territory.everything:
            return self
        return self.inside(outline(territory))

    def matching(self, asked: IncidentFilter) -> Self:
        """What a filter asks for; with zones, only what is known to have happened there."""
        found = self.between(asked.since, asked.until)
        if asked.kinds:
            found = found.filter(kind__code__in=asked.kinds)
        if asked.weekdays or asked.hours:
            found = found.filter(week_hour__in=week_hours(asked.weekdays, asked.hours))
        return found.in_zones(asked.zones) if asked.zones else found

    def between(self, since: date, until: date) -> Self:
        """From one day to another, both included."""
        return self.filter(day__range=(since, until))

    def in_zones(self, codes: tuple[str, ...]) -> Self:
        """Inside one of the communes, sectors or departments of these codes."""
        zones = geography().zones.values()
        return self.inside(union(zone.boundary for zone in zones if zone.code in codes and zone.boundary))

    def placed(self) -> Self:
        return self.filter(easting__isnull=False)

    def unplaced(self) -> Self:
        return self.filter(easting__isnull=True)
