"""Pause, resume, stop, send again: by whom, when, and what is written down."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import ANALYST, OFFICER
from alerts import lifecycle, steering
from alerts.models import Alert
from alerts.steering import ALLOWED, MoreThanAnnounced, NobodyLeft, Steer, SteeringRefused, allowed
from messaging import sending as engine
from messaging.clock import database_now
from messaging.models import Delivery, OutboxMessage, Sending
from tests.alerts.making import draft, leave
from tests.factories import NOON, person, subscriber
from tests.journal import entries_about
from tests.places import VENDOME

State = Alert.State
SHOPS = 4


@pytest.fixture(autouse=True)
def _at_once(settings: Any) -> None:
    settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL = "outbox", ""
    settings.UNDO_SECONDS = 0


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


@pytest.fixture
def bob(alice: User) -> User:
    """Officer elsewhere."""
    return person("bob", OFFICER, sectors=("93-066",))


@pytest.fixture
def leaving(alice: User) -> Alert:
    """An alert of which nothing has left yet, past its undo window."""
    for _ in range(SHOPS):
        subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)
    lifecycle.settle(now=database_now())
    alert.refresh_from_db()
    assert alert.state == State.DISPATCHING
    return alert


@pytest.fixture
def left(leaving: Alert) -> Alert:
    engine.drain()
    lifecycle.settle(now=database_now())
    leaving.refresh_from_db()
    assert leaving.state == State.COMPLETED
    return leaving


def put(alert: Alert, count: int, state: str) -> None:
    ids = (
        Delivery.objects.filter(sending=alert.sending_id).order_by("pk").values_list("pk", flat=True)[:count]
    )
    Delivery.objects.filter(pk__in=list(ids)).update(state=state)


def verbs(alert: Alert) -> list[str]:
    return [entry.verb for entry in entries_about(alert)]


def states(alert: Alert) -> tuple[str, str]:
    fresh = Alert.objects.select_related("sending").get(pk=alert.pk)
    assert fresh.sending is not None
    return fresh.state, fresh.sending.state


PAIRS = list(product(State.values, [*Sending.State.values, ""]))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@pytest.mark.parametrize("steer", list(Steer))
def test_the_table_alone_decides_what_is_offered(steer: Steer, pair: tuple[str, str]) -> None:
    now = NOON
    sending = Sending(state=pair[1], valid_until=now + timedelta(hours=1)) if pair[1] else None
    alert = Alert(state=pair[0], sending=sending)

    assert allowed(steer, alert, now=now) == (pair in ALLOWED[steer])


@pytest.mark.parametrize("steer", list(Steer))
def test_nothing_is_ever_offered_once_an_alert_was_cancelled(steer: Steer) -> None:
    over = {State.CANCELLED, State.REJECTED, State.EXPIRED, State.RETURNED}

    assert not [pair for pair in ALLOWED[steer] if pair[0] in over]


@pytest.mark.django_db
def test_a_paused_alert_sends_nothing_until_it_is_resumed(leaving: Alert, alice: User) -> None:
    steering.pause(alert=leaving, by=alice, now=database_now())
    assert engine.drain() == 0
    assert states(leaving) == (State.DISPATCHING, Sending.State.PAUSED)

    steering.resume(alert=leaving, by=alice, now=database_now())

    assert engine.drain() == SHOPS
    assert verbs(leaving) == ["alert.freeze", "alert.pause", "alert.resume"]
    assert entries_about(leaving)[1].details == {"waiting": SHOPS}


@pytest.mark.django_db
def test_pausing_or_resuming_twice_is_harmless_and_journalled_once(leaving: Alert, alice: User) -> None:
    for _ in range(2):
        steering.pause(alert=leaving, by=alice, now=database_now())
    for _ in range(2):
        steering.resume(alert=leaving, by=alice, now=database_now())

    assert verbs(leaving) == ["alert.freeze", "alert.pause", "alert.resume"]


@pytest.mark.django_db
def test_a_paused_alert_can_be_stopped_for_good(leaving: Alert, alice: User) -> None:
    steering.pause(alert=leaving, by=alice, now=database_now())

    stopped = steering.stop(alert=leaving, by=alice, now=database_now())

    assert stopped.state == State.CANCELLED
    assert set(Delivery.objects.values_list("state", flat=True)) == {"SKIPPED_STOPPED"}
    with pytest.raises(SteeringRefused, match="reprendre"):
        steering.resume(alert=leaving, by=alice, now=database_now())


@pytest.mark.django_db
def test_what_has_all_left_cannot_be_paused(left: Alert, alice: User) -> None:
    with pytest.raises(SteeringRefused, match="pause"):
        steering.pause(alert=left, by=alice, now=database_now())


@pytest.mark.django_db
def test_nobody_steers_an_alert_elsewhere_nor_without_the_right(leaving: Alert, bob: User) -> None:
    for verb in (steering.pause, steering.stop):
        with pytest.raises(SteeringRefused, match="territoire"):
            verb(alert=leaving, by=bob, now=database_now())
        with pytest.raises(SteeringRefused, match="droit"):
            verb(alert=leaving, by=person(verb.__name__, ANALYST, sectors=("*",)), now=database_now())

    assert states(leaving) == (State.DISPATCHING, Sending.State.RUNNING)


@pytest.mark.django_db
def test_an_author_who_moved_may_still_stop_it_but_send_nothing_more(leaving: Alert, alice: User) -> None:
    alice.territory = person("carl", OFFICER, sectors=("93-066",)).territory
    alice.save()
    steering.pause(alert=leaving, by=alice, now=database_now())

    with pytest.raises(SteeringRefused, match="territoire"):
        steering.resume(alert=leaving, by=alice, now=database_now())

    assert steering.stop(alert=leaving, by=alice, now=database_now()).state == State.CANCELLED


@pytest.mark.django_db
def test_nothing_leaves_again_once_the_alert_is_no_longer_valid(leaving: Alert, alice: User) -> None:
    steering.pause(alert=leaving, by=alice, now=database_now())
    put(leaving, 2, "UNKNOWN")
    later = database_now() + timedelta(hours=3)

    with pytest.raises(SteeringRefused, match="validité"):
        steering.resume(alert=leaving, by=alice, now=later)

    assert states(leaving) == (State.DISPATCHING, Sending.State.PAUSED)


@pytest.mark.django_db
def test_a_declared_resend_reopens_the_alert_and_ends_it_again(left: Alert, alice: User) -> None:
    put(left, 3, "UNKNOWN")

    resent = steering.resend_unknown(alert=left, by=alice, announced=3, now=database_now())

    assert resent == 3
    assert states(left) == (State.DISPATCHING, Sending.State.RUNNING)
    assert entries_about(left).last().details == {"deliveries": 3}
    assert engine.drain() == 3
    lifecycle.settle(now=database_now())
    assert states(left) == (State.COMPLETED, Sending.State.DONE)
    assert sorted(Delivery.objects.values_list("resends", flat=True)) == [0, 1, 1, 1]


@pytest.mark.django_db
def test_more_unknowns_than_were_announced_leave_to_nobody(left: Alert, alice: User) -> None:
    put(left, 3, "UNKNOWN")

    with pytest.raises(MoreThanAnnounced, match="3 maintenant, et non 2"):
        steering.resend_unknown(alert=left, by=alice, announced=2, now=database_now())

    assert states(left) == (State.COMPLETED, Sending.State.DONE)
    assert engine.drain() == 0


@pytest.mark.django_db
def test_a_resend_confirmed_twice_leaves_once(left: Alert, alice: User) -> None:
    put(left, 2, "UNKNOWN")
    steering.resend_unknown(alert=left, by=alice, announced=2, now=database_now())
    engine.drain()
    lifecycle.settle(now=database_now())

    with pytest.raises(NobodyLeft):
        steering.resend_unknown(alert=left, by=alice, announced=2, now=database_now())

    assert states(left) == (State.COMPLETED, Sending.State.DONE)
    assert verbs(left).count("alert.resend") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["FAILED", "REJECTED", "EXPIRED"])
def test_failures_are_retried_and_nobody_else(left: Alert, alice: User, state: str) -> None:
    OutboxMessage.objects.all().delete()
    put(left, 1, state)

    assert steering.retry_failed(alert=left, by=alice, announced=1, now=database_now()) == 1

    engine.drain()
    assert OutboxMessage.objects.count() == 1
    assert verbs(left)[-1] == "alert.retry"


@pytest.mark.django_db
def test_a_paused_or_stopped_alert_resends_nothing(leaving: Alert, alice: User) -> None:
    steering.pause(alert=leaving, by=alice, now=database_now())
    put(leaving, 1, "UNKNOWN")
    for _ in ("paused", "stopped"):
        with pytest.raises(SteeringRefused, match="pause, arrêté"):
            steering.resend_unknown(alert=leaving, by=alice, announced=1, now=database_now())
        steering.stop(alert=leaving, by=alice, now=database_now())


@pytest.mark.django_db
def test_an_alert_follows_a_sending_that_its_own_policy_reopened(left: Alert) -> None:
    Sending.objects.filter(pk=left.sending_id).update(state=Sending.State.RUNNING, ended_at=None)

    lifecycle.settle(now=database_now())

    assert states(left)[0] == State.DISPATCHING
