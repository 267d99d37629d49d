"""What phones wrote back, in the words of those who read it."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef


class InboundQuerySet(models.QuerySet):
    def for_a_person(self) -> Self:
        """Neither STOP nor START: what somebody has to read."""
        return self.filter(meaning="")

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def read(self) -> Self:
        return self.filter(read_at__isnull=False)

    def from_recipients_of(self, sending_id: int, *, since: datetime) -> Self:
        """Written since then by phones that are on the list of a sending."""
        delivery = apps.get_model("messaging", "Delivery")
        listed: Any = delivery.objects.filter(sending=sending_id, address_hash=OuterRef("address_hash"))
        return self.filter(Exists(listed), received_at__gte=since)

    def newest_first(self) -> Self:
        return self.order_by("-received_at", "-pk")
