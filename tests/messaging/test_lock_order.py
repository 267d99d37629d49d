"""Statements that lock several rows lock them in the order of their ids."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from messaging import groups, leasing, steering
from messaging.clock import database_now
from messaging.models import Delivery
from tests.messaging.queue import frozen, numbers
from tests.messaging.test_groups import in_a_thread, somebody_waits
from tests.messaging.test_sending import lapse
from tests.stack import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("verb", ["stop", "close", "take over"])
def test_rows_are_locked_in_the_order_of_their_ids(verb: str, settings: pytest.FixtureRequest) -> None:
    """Whoever merges receipts has the first and wants the second: it never waits for who has the second."""
    settings.SMS_CHANNEL, settings.CHUNK_SIZE = "outbox", 10
    queued = frozen(numbers(2), valid=timedelta(seconds=-1) if verb == "close" else timedelta(hours=1))
    lease = leasing.take(now=database_now())
    assert lease is not None
    if verb == "take over":
        assert groups.mark(lease, gateway="outbox", size=2, now=database_now()) is not None
        lapse(lease)
    first, second = Delivery.objects.filter(sending=queued).order_by("pk").values_list("pk", flat=True)
    put_behind(first)
    acts = {
        "stop": lambda: steering.stop(sending=queued, now=database_now()),
        "close": lambda: groups.mark(lease, gateway="", size=0, now=database_now()),
        "take over": lambda: leasing.take(now=database_now()),
    }

    with transaction.atomic():
        locked = Delivery.objects.select_for_update(no_key=True)
        locked.get(pk=first)
        thread, _ = in_a_thread(acts[verb])
        until(somebody_waits, "somebody who waits for the first")
        other = Delivery.objects.select_for_update(no_key=True, nowait=True)
        assert other.get(pk=second).sending_id == queued.pk
    thread.join()


def put_behind(delivery: int) -> None:
    """The row as it was, where the table ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE moved AS SELECT * FROM messaging_delivery WHERE id = %s", [delivery]
        )
        cursor.execute("DELETE FROM messaging_delivery WHERE id = %s", [delivery])
        cursor.execute("INSERT INTO messaging_delivery SELECT * FROM moved; DROP TABLE moved")
