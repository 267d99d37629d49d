"""The tutorial's way: one Celery task a message. `celery -A benchmarks.one_task_each worker -c 2`.

Each task reads its row, sends, and saves what became of it: no lease, no group, no promise.
"""

import http.client
import os
from functools import cache
from urllib.parse import urlsplit

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoalert.settings")
django.setup()

from django.conf import settings  # noqa: E402

from messaging import addresses  # noqa: E402
from messaging.clock import database_now  # noqa: E402
from messaging.models import Attempt, Delivery  # noqa: E402

app = Celery("one_task_each")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_default_queue = "one_task_each"


@cache
def _line() -> http.client.HTTPConnection:
    """One kept connection a process: kinder than what most do."""
    return http.client.HTTPConnection(urlsplit(settings.KANNEL_SENDSMS_URL).netloc, timeout=10)


@app.task(ignore_result=True)
def send_one(delivery_id: int) -> None:
    delivery = Delivery.objects.select_related("sending").get(pk=delivery_id)
    delivery.state, delivery.attempts, delivery.updated_at = "SUBMITTING", 1, database_now()
    delivery.save()
    number = addresses.unseal(delivery.address_sealed)
    _line().request("POST", "/cgi-bin/sendsms", delivery.sending.text.encode(), {"X-Kannel-To": number})
    answer = _line().getresponse()
    answer.read()
    delivery.state = "ACCEPTED" if answer.status == 202 else "UNKNOWN"
    now = delivery.updated_at = database_now()
    Attempt.objects.create(delivery=delivery, number=1, outcome="ACCEPTED", ended_at=now)
    delivery.save()
