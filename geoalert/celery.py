"""The Celery application: a doorbell, never a queue (the rows in PostgreSQL are the queue)."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoalert.settings")

app = Celery("geoalert")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Celery would put its own handlers in place of ours, which mask; that we listen is enough."""
