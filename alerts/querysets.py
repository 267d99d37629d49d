from django.db import models


class AlertQuerySet(models.QuerySet):
    """Alerts, in the words of those who follow them."""
