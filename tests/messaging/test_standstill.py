"""While it is in force nothing leaves, and what a backup held never does."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from messaging import groups, leasing, routes, sending, settling, standstill, steering
from messaging.clock import database_now
from messaging.models import Chunk, Delivery, OutboxMessage, Sending, Standstill
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    settings.CHUNK_SIZE, settings.SUBMIT_GROUP_SIZE = 10, 4


def hold(*, snapshot: timedelta = timedelta()) -> datetime:
    """What a restore writes; `snapshot` is how long ago the backup was made."""
    now = database_now()
    Standstill.objects.create(began_at=now, snapshot_at=now - snapshot)
    return now


def half_sent() -> Sending:
    """Four of 25 were being handed over when the backup was made."""
    queued = frozen(numbers(25))
    lease = leasing.take(now=database_now())
    assert lease is not None
    choice = routes.choose(lease.way, now=database_now())
    assert choice is not None
    groups.mark(lease, gateway=choice.gateway, size=4, now=database_now())
    return queued


def test_nothing_is_leased_and_nothing_falls_due() -> None:
    queued = frozen(numbers(3))
    hold()

    assert sending.drain() == 0
    assert leasing.next_due(now=database_now()) is None
    assert states(queued) == {"QUEUED": 3}


def test_the_queue_of_the_backup_becomes_unknown_and_its_sending_ends() -> None:
    queued = half_sent()
    hold()

    held = standstill.settle(now=database_now())

    assert (held.in_flight, held.maybe_left, held.too_late) == (4, 21, 0)
    assert states(queued) == {"UNKNOWN": 25}
    queued.refresh_from_db()
    assert (queued.state, queued.ended_at is not None) == (Sending.State.STOPPED, True)
    assert not Chunk.objects.exclude(state="DONE").exists()


def test_what_was_too_late_at_the_backup_cannot_have_left() -> None:
    queued = frozen(numbers(2), valid=timedelta(seconds=-1))
    hold()

    assert standstill.settle(now=database_now()).too_late == 2
    assert states(queued) == {"SKIPPED_EXPIRED": 2}


def test_settling_twice_changes_nothing() -> None:
    half_sent()
    hold()
    first = standstill.settle(now=database_now())

    again = standstill.settle(now=database_now())

    assert again.settled_at == first.settled_at
    assert again.maybe_left == 21


@pytest.mark.parametrize("policy", Sending.UnknownPolicy.values)
def test_after_the_release_only_new_sendings_leave(policy: str) -> None:
    old = half_sent()
    Sending.objects.update(unknown_policy=policy)
    hold()
    standstill.release(now=database_now())
    Delivery.objects.update(updated_at=database_now() - timedelta(hours=1))

    settling.settle(now=database_now())
    assert sending.drain() == 0
    with pytest.raises(steering.NotResendable):
        steering.resend_unknown(sending=old, now=database_now())
    new = frozen(numbers(2))

    assert sending.drain() == 2
    assert states(old) == {"UNKNOWN": 25}
    assert states(new) == {"DELIVERED": 2}
    assert OutboxMessage.objects.count() == 2


def test_what_had_ended_in_the_backup_is_not_sent_again_either() -> None:
    """The gateway, asked about the call of then, does not tell of the one that was lost with the database."""
    old = frozen(numbers(2))
    Delivery.objects.filter(sending=old).update(state="UNKNOWN", gateway="outbox", attempts=1)
    Sending.objects.filter(pk=old.pk).update(state="DONE", unknown_policy="AVOID_LOSS")
    Chunk.objects.update(state="DONE")
    hold(snapshot=timedelta(minutes=10))
    standstill.release(now=database_now())
    Delivery.objects.update(updated_at=database_now() - timedelta(hours=1))

    assert settling.settle(now=database_now()) == 0
    assert sending.drain() == 0
    assert OutboxMessage.objects.count() == 0


def test_a_release_settles_first_and_happens_once() -> None:
    queued = half_sent()
    hold()

    standstill.release(now=database_now())

    assert states(queued) == {"UNKNOWN": 25}
    with pytest.raises(standstill.NothingHeld):
        standstill.release(now=database_now())


def test_the_database_refuses_two_at_once_and_a_release_of_what_is_not_settled() -> None:
    now = hold()
    with pytest.raises(IntegrityError), transaction.atomic():
        hold()
    with pytest.raises(IntegrityError), transaction.atomic():
        Standstill.objects.update(released_at=now)
