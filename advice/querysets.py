from typing import Self

from django.db import models


class AdvicePageQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Pages that the public may read."""
        return self.filter(published_at__isnull=False)
