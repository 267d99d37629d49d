"""The unknown: asked about where a gateway can tell, else resent once where the sending says so."""

import pytest

from messaging import groups, leasing, sending, settling
from messaging.clock import database_now
from messaging.models import Delivery, OutboxMessage, Sending
from tests.messaging.gateway import ACCEPTED, ToldGateway
from tests.messaging.queue import frozen, numbers, states
from tests.messaging.test_sending import lapse

pytestmark = pytest.mark.django_db
Policy = Sending.UnknownPolicy


@pytest.fixture(autouse=True)
def _at_once(settings: pytest.FixtureRequest) -> None:
    settings.UNKNOWN_GRACE_SECONDS = 0


def crash(*, gateway: str, size: int) -> None:
    """A worker marks a group and is never heard of again; another finds its lease lapsed."""
    lease = leasing.take(now=database_now())
    assert lease is not None
    groups.mark(lease, gateway=gateway, size=size, now=database_now())
    lapse(lease)


def test_a_gateway_that_never_saw_them_lets_them_leave_again(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    queued = frozen(numbers(5))
    crash(gateway="outbox", size=3)
    sending.drain()
    assert states(queued) == {"UNKNOWN": 3, "DELIVERED": 2}

    assert settling.settle(now=database_now()) == 3
    sending.drain()

    queued.refresh_from_db()
    assert (states(queued), queued.state) == ({"DELIVERED": 5}, Sending.State.DONE)
    assert OutboxMessage.objects.count() == 5
    # Provably never sent: no resend to declare.
    assert set(Delivery.objects.filter(sending=queued).values_list("resends", flat=True)) == {0}


def test_a_gateway_that_has_them_settles_them(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    queued = frozen(numbers(2))
    sending.drain()
    Delivery.objects.filter(sending=queued).update(state="UNKNOWN")

    settling.settle(now=database_now())

    assert states(queued) == {"ACCEPTED": 2}


def test_nobody_is_sent_to_twice_where_no_gateway_can_tell(told_gateway: ToldGateway) -> None:
    told_gateway.answer = None
    queued = frozen(numbers(3))
    sending.drain()

    assert settling.settle(now=database_now()) == 0
    assert states(queued) == {"UNKNOWN": 3}
    assert len(told_gateway.came) == 3


def test_who_must_not_be_lost_is_sent_to_once_more_and_only_once(told_gateway: ToldGateway) -> None:
    told_gateway.answer = None
    queued = frozen(numbers(3))
    Sending.objects.filter(pk=queued.pk).update(unknown_policy=Policy.AVOID_LOSS)
    sending.drain()

    assert settling.settle(now=database_now()) == 3
    sending.drain()
    assert states(queued) == {"UNKNOWN": 3}
    assert settling.settle(now=database_now()) == 0

    assert len(told_gateway.came) == 6
    assert set(Delivery.objects.filter(sending=queued).values_list("resends", flat=True)) == {1}


def test_the_grace_leaves_receipts_their_time(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    settings.UNKNOWN_GRACE_SECONDS = 90
    told_gateway.answer = None
    queued = frozen(numbers(3))
    Sending.objects.filter(pk=queued.pk).update(unknown_policy=Policy.AVOID_LOSS)
    sending.drain()
    told_gateway.answer = ACCEPTED

    assert settling.settle(now=database_now()) == 0
    assert states(queued) == {"UNKNOWN": 3}
