"""What a person does to a running sending, on real rows."""

from datetime import timedelta

import pytest

from messaging import leasing, receipts, sending, steering
from messaging.clock import database_now
from messaging.models import Chunk, Delivery, OutboxMessage, Sending
from messaging.receipts import Callback
from tests.messaging.gateway import ToldGateway
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    settings.CHUNK_SIZE, settings.SUBMIT_GROUP_SIZE = 50, 5


def settle_as(queued: Sending, state: str) -> None:
    """All of it ended in `state`, after one call each."""
    sending.drain()
    OutboxMessage.objects.all().delete()
    Delivery.objects.filter(sending=queued).update(state=state)


def tell(delivery: Delivery, *, attempt: int, state: str) -> None:
    came = Callback(gateway="kannel", delivery_id=delivery.pk, attempt=attempt, state=state)
    receipts.record_all([came], now=database_now())


def test_a_paused_sending_keeps_its_rows_and_goes_on_where_it_was() -> None:
    queued = frozen(numbers(100))
    looks = iter(range(1000))
    sending.drain(should_stop=lambda: next(looks) > 4)
    before = states(queued)

    assert steering.pause(sending=queued)
    assert sending.drain() == 0
    assert states(queued) == before
    assert 0 < before["QUEUED"] < 100

    assert steering.resume(sending=queued)
    sending.drain()
    assert states(queued) == {"DELIVERED": 100}
    assert OutboxMessage.objects.count() == 100


def test_a_pause_in_the_middle_of_a_chunk_ends_at_the_group() -> None:
    queued = frozen(numbers(50))

    def pause_after_ten() -> bool:
        if OutboxMessage.objects.count() >= 10:
            steering.pause(sending=queued)
        return False

    sending.drain(should_stop=pause_after_ten)

    assert states(queued) == {"DELIVERED": 10, "QUEUED": 40}


def test_only_what_runs_is_paused_and_only_what_is_paused_goes_on() -> None:
    queued = frozen(numbers(1))

    assert not steering.resume(sending=queued)
    sending.drain()
    assert not steering.pause(sending=queued)


def test_a_pause_longer_than_the_validity_sends_nothing_more() -> None:
    queued = frozen(numbers(3))
    steering.pause(sending=queued)
    Sending.objects.filter(pk=queued.pk).update(valid_until=database_now() - timedelta(seconds=1))

    sending.drain()

    queued.refresh_from_db()
    assert (states(queued), queued.state) == ({"SKIPPED_EXPIRED": 3}, Sending.State.DONE)


def test_stopping_a_paused_sending_closes_it() -> None:
    queued = frozen(numbers(3))
    steering.pause(sending=queued)

    steering.stop(sending=queued, now=database_now())

    queued.refresh_from_db()
    assert (states(queued), queued.state) == ({"SKIPPED_STOPPED": 3}, Sending.State.STOPPED)


@pytest.mark.parametrize(
    ("state", "again"), [("UNKNOWN", steering.resend_unknown), ("FAILED", steering.retry_failed)]
)
def test_a_person_has_the_unknown_and_the_failed_sent_again_and_it_is_counted(
    state: str, again: object
) -> None:
    queued = frozen(numbers(60))
    settle_as(queued, state)
    Delivery.objects.filter(sending=queued, pk__in=Delivery.objects.order_by("pk")[:20]).update(
        state="DELIVERED"
    )
    lost = Delivery.objects.filter(sending=queued, state=state).count()

    assert again(sending=queued, now=database_now()) == lost  # type: ignore[operator]
    queued.refresh_from_db()
    assert queued.state == Sending.State.RUNNING
    sending.drain()

    queued.refresh_from_db()
    assert (states(queued), queued.state) == ({"DELIVERED": 60}, Sending.State.DONE)
    assert Delivery.objects.filter(sending=queued, resends=1, attempts=2).count() == lost
    assert OutboxMessage.objects.count() == lost


@pytest.mark.parametrize("why", ["stopped", "expired"])
def test_nothing_is_sent_again_after_a_stop_or_after_its_validity(why: str) -> None:
    queued = frozen(numbers(3))
    settle_as(queued, "UNKNOWN")
    if why == "stopped":
        Sending.objects.filter(pk=queued.pk).update(state=Sending.State.STOPPED)
    else:
        Sending.objects.filter(pk=queued.pk).update(valid_until=database_now())

    for again in (steering.resend_unknown, steering.retry_failed):
        with pytest.raises(steering.NotResendable):
            again(sending=queued, now=database_now())
    assert states(queued) == {"UNKNOWN": 3}


def test_a_late_failure_of_the_first_call_does_not_undo_the_second() -> None:
    queued = frozen(numbers(1))
    settle_as(queued, "FAILED")
    delivery = Delivery.objects.get(sending=queued)
    tell(delivery, attempt=1, state="FAILED")

    steering.retry_failed(sending=queued, now=database_now())
    tell(delivery, attempt=1, state="EXPIRED")
    assert states(queued) == {"QUEUED": 1}

    sending.drain()
    assert states(queued) == {"DELIVERED": 1}


def test_a_first_call_that_arrived_after_all_spares_the_second() -> None:
    queued = frozen(numbers(1))
    settle_as(queued, "UNKNOWN")
    steering.resend_unknown(sending=queued, now=database_now())

    tell(Delivery.objects.get(sending=queued), attempt=1, state="DELIVERED")
    sending.drain()

    assert states(queued) == {"DELIVERED": 1}
    assert OutboxMessage.objects.count() == 0


def test_a_resend_while_a_worker_holds_the_chunk_is_not_forgotten(told_gateway: ToldGateway) -> None:
    told_gateway.answer = None
    queued = frozen(numbers(3))
    lease = leasing.take(now=database_now())
    assert lease is not None
    Delivery.objects.filter(sending=queued).update(state="UNKNOWN")

    steering.resend_unknown(sending=queued, now=database_now())
    leasing.release(lease, now=database_now())

    assert Chunk.objects.get(sending=queued).state == Chunk.State.WAITING
    assert leasing.next_due(now=database_now()) == 0


def test_a_resend_of_nobody_leaves_the_sending_ended() -> None:
    queued = frozen(numbers(2))
    sending.drain()

    assert steering.resend_unknown(sending=queued, now=database_now()) == 0

    queued.refresh_from_db()
    assert queued.state == Sending.State.DONE


def test_a_row_written_after_the_door_read_the_clock_is_sent_again_all_the_same() -> None:
    queued = frozen(numbers(1))
    before = database_now()
    settle_as(queued, "UNKNOWN")
    Delivery.objects.filter(sending=queued).update(updated_at=database_now() + timedelta(minutes=1))

    assert steering.resend_unknown(sending=queued, now=before) == 1
