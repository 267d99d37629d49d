"""Two connections: a verb is held after each of its statements in turn, while somebody else acts."""

import threading
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from django.db import connection

from messaging import groups, leasing, receipts, sending, settling, steering
from messaging.channels.base import Outcome, Result
from messaging.clock import database_now
from messaging.leasing import Lease
from messaging.models import Chunk, Delivery, Sending
from messaging.receipts import Callback
from tests.messaging.queue import frozen, numbers, states
from tests.messaging.test_sending import lapse

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 0.3


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    settings.CHUNK_SIZE, settings.SUBMIT_GROUP_SIZE = 2, 2
    settings.UNKNOWN_GRACE_SECONDS = 0


class Beside:
    """Does `act` on a connection of its own after the `after`th statement of whoever is wrapped by this.

    Where it has to wait for a lock that the first one holds, the first one goes on.
    """

    def __init__(self, act: Callable[[], object], *, after: int) -> None:
        self.thread = threading.Thread(target=self._run, args=[act])
        self.after = after
        self.seen = 0
        self.failed: BaseException | None = None

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        self.seen += 1
        if self.seen == self.after:
            self.thread.start()
            self.thread.join(PATIENCE)
        return answer

    def end(self) -> bool:
        """Whether there were so many statements; raises what the other one raised."""
        if self.seen < self.after:
            return False
        self.thread.join()
        if self.failed is not None:
            raise self.failed
        return True

    def _run(self, act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as failure:
            self.failed = failure
        finally:
            connection.close()


def each_pause() -> Iterator[int]:
    """1, 2, 3, …: the test stops when the verb has no more statements."""
    yield from count(1)


def nobody_waits_for_ever(queued: Sending) -> None:
    """After everything that is due was done, nothing is queued, half-way or open."""
    for _ in range(2):
        sending.drain()
        settling.settle(now=database_now())
    sending.drain()
    queued.refresh_from_db()
    assert not {"QUEUED", "SUBMITTING"} & states(queued).keys()
    assert not Chunk.objects.filter(sending=queued).exclude(state="DONE").exists()
    assert queued.state in {"DONE", "STOPPED"}


def taken(size: int = 2) -> tuple[Lease, groups.Group]:
    lease = leasing.take(now=database_now())
    assert lease is not None
    group = groups.mark(lease, gateway="outbox", size=size, now=database_now())
    assert group is not None
    return lease, group


def crashed(queued: Sending) -> Lease:
    """The first chunk is unknown after a crash; the second is held by a worker that has its answers."""
    lease, _ = taken()
    lapse(lease)
    again = leasing.take(now=database_now())
    assert again is not None
    leasing.release(again, now=database_now())
    last, group = taken()
    accepted = [Result(message.delivery_id, Outcome.ACCEPTED) for message in group.messages]
    groups.write(last, group, accepted, gateway_is_well=True, now=database_now())
    assert states(queued).items() >= {"UNKNOWN": 2, "ACCEPTED": 2}.items()
    return last


def test_a_failure_told_while_a_person_tries_the_failed_again_forgets_nobody() -> None:
    for after in each_pause():
        queued = frozen(numbers(4))
        sending.drain()
        rows = Delivery.objects.filter(sending=queued)
        rows.filter(chunk_number=0).update(state="REJECTED")
        rows.filter(chunk_number=1).update(state="ACCEPTED")
        late = rows.filter(chunk_number=1).order_by("pk")[0]
        beside = Beside(lambda late=late: tell_failed(late), after=after)  # type: ignore[misc]

        with connection.execute_wrapper(beside):
            steering.retry_failed(sending=queued, now=database_now())

        if not beside.end():
            break
        nobody_waits_for_ever(queued)


def tell_failed(delivery: Delivery) -> None:
    came = Callback(
        gateway="outbox", delivery_id=delivery.pk, attempt=delivery.attempts, state=Delivery.State.FAILED
    )
    receipts.record_all([came], now=database_now())


def test_a_sending_that_ends_while_a_gateway_is_asked_forgets_nobody() -> None:
    for after in each_pause():
        queued = frozen(numbers(4))
        last = crashed(queued)
        beside = Beside(lambda last=last: leasing.release(last, now=database_now()), after=after)  # type: ignore[misc]

        with connection.execute_wrapper(beside):
            settling.settle(now=database_now())

        if not beside.end():
            break
        nobody_waits_for_ever(queued)


def test_nothing_is_queued_again_by_a_look_up_once_the_sending_was_stopped() -> None:
    for after in each_pause():
        queued = frozen(numbers(6))
        leasing.release(crashed(queued), now=database_now())
        beside = Beside(
            lambda queued=queued: steering.stop(sending=queued, now=database_now()),  # type: ignore[misc]
            after=after,
        )

        with connection.execute_wrapper(beside):
            settling.settle(now=database_now())

        if not beside.end():
            break
        nobody_waits_for_ever(queued)
        assert Sending.objects.get(pk=queued.pk).state == "STOPPED"
        assert not Delivery.objects.filter(sending=queued, state="DELIVERED").exists()


def test_a_group_that_is_refused_while_somebody_stops_forgets_nobody() -> None:
    for after in each_pause():
        queued = frozen(numbers(4))
        lease, group = taken()
        beside = Beside(lambda held=(lease, group): give_back(*held), after=after)  # type: ignore[misc]

        with connection.execute_wrapper(beside):
            steering.stop(sending=queued, now=database_now())

        if not beside.end():
            break
        nobody_waits_for_ever(queued)
        assert states(queued) == {"SKIPPED_STOPPED": 4}


def give_back(lease: Lease, group: groups.Group) -> None:
    """The gateway took none of them, and the chunk is anybody's."""
    refused = [Result(message.delivery_id, Outcome.NOT_SENT) for message in group.messages]
    groups.write(lease, group, refused, gateway_is_well=False, now=database_now())
    leasing.release(lease, now=database_now(), not_before=database_now())


def test_a_worker_that_dies_after_its_last_chunk_leaves_the_end_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queued = frozen(numbers(2))
    lease, group = taken()
    accepted = [Result(message.delivery_id, Outcome.ACCEPTED) for message in group.messages]
    groups.write(lease, group, accepted, gateway_is_well=True, now=database_now())
    with monkeypatch.context() as here:
        here.setattr(leasing, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            leasing.release(lease, now=database_now())
    assert Chunk.objects.get(sending=queued).state == "DONE"

    nobody_waits_for_ever(queued)


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_late_answer_says_nothing_of_the_call_that_another_worker_is_making() -> None:
    queued = frozen(numbers(1))
    late, first = taken()
    lapse(late)
    again = leasing.take(now=database_now())
    assert again is not None
    steering.resend_unknown(sending=queued, now=database_now())
    assert groups.mark(again, gateway="outbox", size=1, now=database_now()) is not None

    refused = [Result(message.delivery_id, Outcome.REFUSED) for message in first.messages]
    groups.write(late, first, refused, gateway_is_well=True, now=database_now())

    assert states(queued) == {"SUBMITTING": 1}
