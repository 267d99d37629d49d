"""What one person may see of the incidents, and how exactly."""

from dataclasses import dataclass
from typing import Self

from accounts.models import User
from incidents.models import Incident
from incidents.publishing import sees_exactly
from incidents.querysets import IncidentQuerySet


@dataclass(frozen=True, kw_only=True)
class Sight:
    """`everywhere` is False where a territory cuts off what lies outside it, and what has no place.

    `within` then names the territory; empty for somebody who has none, and sees nothing.
    """

    incidents: IncidentQuerySet
    exact: bool
    everywhere: bool
    within: str = ""

    @classmethod
    def of(cls, user: User) -> Self:
        territory = user.territory
        everywhere = territory is not None and territory.everything
        return cls(
            incidents=Incident.objects.visible_to(user),
            exact=sees_exactly(user),
            everywhere=everywhere,
            within=territory.name if territory and not everywhere else "",
        )

    @classmethod
    def whole(cls, *, exact: bool) -> Self:
        """All there is, for whoever runs the instance."""
        return cls(incidents=Incident.objects.all(), exact=exact, everywhere=True)
