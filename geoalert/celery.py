"""The Celery application: a doorbell, never a queue (the rows in PostgreSQL are the queue)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoalert.settings")

app = Celery("geoalert")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
