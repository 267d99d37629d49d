"""Alerts, in the words of those who follow them."""

from typing import Any, Self

from django.contrib.gis.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from zones.models import Sector


class ScopedQuerySet(models.QuerySet):
    """Rows with an `author` and a `perimeter`."""

    def visible_to(self, user: User) -> Self:
        """What `user` may open: their own, and what touches their territory."""
        territory = user.territory
        if territory is not None and territory.everything:
            return self
        own = Q(author=user)
        if territory is None:
            return self.filter(own)
        mine: Any = Sector.objects.filter(territory=territory, boundary__intersects=OuterRef("perimeter"))
        return self.filter(own | Exists(mine))

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class AlertQuerySet(ScopedQuerySet):
    def left(self) -> Self:
        """Alerts whose list was frozen: the public may read these by their code."""
        return self.filter(sending__isnull=False)
