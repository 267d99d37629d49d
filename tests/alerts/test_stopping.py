"""Who may give up a draft, and what is stopped though it was over."""

from typing import Any

import pytest

from accounts.roles import OFFICER
from alerts import lifecycle, steering
from alerts.models import Alert
from alerts.steering import SteeringRefused
from messaging import sending as engine
from messaging.clock import database_now
from messaging.models import Delivery, Sending
from tests.alerts.making import draft, leave
from tests.factories import person, subscriber
from tests.places import VENDOME


@pytest.mark.django_db
@pytest.mark.usefixtures("geography")
def test_nobody_cancels_the_draft_of_a_colleague() -> None:
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))
    subscriber(at=VENDOME)
    theirs = draft(alice, VENDOME)
    colleague = person("colleague", OFFICER, sectors=("75-CENTRE",))

    with pytest.raises(SteeringRefused, match="auteur"):
        steering.stop(alert=theirs, by=colleague, now=database_now())

    theirs.refresh_from_db()
    assert theirs.state == Alert.State.DRAFT
    assert steering.stop(alert=theirs, by=alice, now=database_now()).state == Alert.State.CANCELLED


@pytest.mark.django_db
@pytest.mark.usefixtures("geography")
def test_an_alert_that_leaves_again_by_its_policy_is_stopped_though_it_was_over(settings: Any) -> None:
    settings.SMS_CHANNEL, settings.UNDO_SECONDS = "outbox", 0
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))
    subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)
    lifecycle.settle(now=database_now())
    engine.drain()
    lifecycle.settle(now=database_now())
    Delivery.objects.update(state="QUEUED")
    Sending.objects.update(state=Sending.State.RUNNING)

    stopped = steering.stop(alert=alert, by=alice, now=database_now())

    assert stopped.state == Alert.State.CANCELLED
    assert Delivery.objects.get().state == "SKIPPED_STOPPED"
