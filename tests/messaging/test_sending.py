"""The engine on real rows, through the outbox."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from messaging import addresses, groups, leasing, sending, steering
from messaging.channels.base import Outcome, Result
from messaging.clock import database_now
from messaging.models import Attempt, Delivery, OutboxMessage, Sending, Suppression
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    settings.CHUNK_SIZE, settings.SUBMIT_GROUP_SIZE = 10, 4


def lapse(lease: leasing.Lease) -> None:
    """The lease ended a second ago, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_chunk SET lease_until = clock_timestamp() - interval '1 second' WHERE id = %s",
            [lease.chunk_id],
        )


def take() -> leasing.Lease:
    lease = leasing.take(now=database_now())
    assert lease is not None
    return lease


def mark(lease: leasing.Lease) -> groups.Group | None:
    return groups.mark(lease, gateway="outbox", size=4, now=database_now())


def test_everybody_is_sent_to_once_and_the_sending_ends() -> None:
    queued = frozen(numbers(25))

    assert sending.drain() == 25

    queued.refresh_from_db()
    assert states(queued) == {"DELIVERED": 25}
    assert OutboxMessage.objects.count() == 25
    assert (queued.state, queued.ended_at is not None) == (Sending.State.DONE, True)


def test_draining_again_sends_nothing_more() -> None:
    frozen(numbers(5))

    assert [sending.drain() for _ in range(5)] == [5, 0, 0, 0, 0]
    assert OutboxMessage.objects.count() == 5


def test_nothing_leaves_before_the_undo_window_is_over() -> None:
    queued = frozen(numbers(3), not_before=database_now() + timedelta(seconds=60))

    assert sending.drain() == 0
    assert states(queued) == {"QUEUED": 3}
    assert 50 < (leasing.next_due(now=database_now()) or 0) <= 60


def test_a_leased_chunk_is_nobody_elses() -> None:
    frozen(numbers(3))
    take()

    assert leasing.take(now=database_now()) is None


def test_what_a_dead_worker_was_submitting_becomes_unknown_and_the_rest_goes_on() -> None:
    queued = frozen(numbers(6))
    dead = take()
    mark(dead)
    lapse(dead)

    sending.drain()

    assert states(queued) == {"UNKNOWN": 4, "DELIVERED": 2}
    assert OutboxMessage.objects.count() == 2


def test_a_worker_that_lost_its_lease_may_not_mark_another_group() -> None:
    frozen(numbers(6))
    stopped = take()
    lapse(stopped)
    take()

    with pytest.raises(leasing.LeaseLost):
        mark(stopped)


def test_a_late_answer_settles_what_became_unknown() -> None:
    queued = frozen(numbers(2))
    late = take()
    group = mark(late)
    assert group is not None
    lapse(late)
    take()

    results = [Result(message.delivery_id, Outcome.ACCEPTED) for message in group.messages]
    groups.write(late, group, results, gateway_is_well=True, now=database_now())

    assert states(queued) == {"ACCEPTED": 2}
    assert Attempt.objects.count() == 2


def test_what_provably_did_not_leave_is_tried_again_later_and_five_times_at_most(
    settings: pytest.FixtureRequest,
) -> None:
    queued = frozen(numbers(1))
    outcomes = []
    for _ in range(settings.MAX_ATTEMPTS):
        lease = take()
        group = mark(lease)
        assert group is not None
        refused = [Result(message.delivery_id, Outcome.NOT_SENT) for message in group.messages]
        groups.write(lease, group, refused, gateway_is_well=True, now=database_now())
        leasing.release(lease, now=database_now())
        outcomes += states(queued)

    assert outcomes == ["QUEUED"] * 4 + ["REJECTED"]


def test_stopping_leaves_nothing_queued_and_counts_everybody() -> None:
    queued = frozen(numbers(25))
    lease = take()
    mark(lease)

    steering.stop(sending=queued, now=database_now())

    assert states(queued) == {"SUBMITTING": 4, "SKIPPED_STOPPED": 21}
    assert mark(lease) is None


def test_a_stopped_sending_ends_once_what_was_in_flight_is_known() -> None:
    queued = frozen(numbers(5))
    lease = take()
    group = mark(lease)
    assert group is not None
    steering.stop(sending=queued, now=database_now())

    accepted = [Result(message.delivery_id, Outcome.ACCEPTED) for message in group.messages]
    groups.write(lease, group, accepted, gateway_is_well=True, now=database_now())
    leasing.release(lease, now=database_now())

    queued.refresh_from_db()
    assert queued.state == Sending.State.STOPPED
    assert states(queued) == {"ACCEPTED": 4, "SKIPPED_STOPPED": 1}


def test_who_says_stop_after_the_freeze_is_skipped_at_the_next_group() -> None:
    queued = frozen(numbers(2))
    Suppression.objects.create(
        channel="SMS",
        address_hash=addresses.fingerprint(numbers(1)[0]),
        why="STOP",
        since=database_now(),
    )

    sending.drain()

    assert states(queued) == {"SKIPPED_SUPPRESSED": 1, "DELIVERED": 1}


def test_nothing_is_sent_after_the_text_has_lost_its_validity() -> None:
    queued = frozen(numbers(2), valid=timedelta(seconds=-1))

    sending.drain()

    assert states(queued) == {"SKIPPED_EXPIRED": 2}


def test_the_database_keeps_one_row_an_address() -> None:
    queued = frozen(numbers(1))
    row = Delivery.objects.get(sending=queued)
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_draining_stops_when_it_is_told_to_and_gives_the_rest_back() -> None:
    queued = frozen(numbers(25))
    looks = iter([False, False, True, True, True, True])

    handed = sending.drain(should_stop=lambda: next(looks, True))

    assert 0 < handed < 25
    assert states(queued) == {"DELIVERED": handed, "QUEUED": 25 - handed}
    assert leasing.next_due(now=database_now()) == 0
