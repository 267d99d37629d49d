"""The unknown: asked about where a gateway can tell, else resent once where the sending says so."""

import dataclasses
from datetime import timedelta

import pytest

from messaging import groups, leasing, sending, settling
from messaging.channels.kannel import KannelChannel
from messaging.clock import database_now
from messaging.models import Delivery, Gateway, OutboxMessage, Sending
from tests.messaging.gateway import ACCEPTED, ToldGateway
from tests.messaging.queue import frozen, numbers, states
from tests.messaging.test_sending import lapse

pytestmark = pytest.mark.django_db
Policy = Sending.UnknownPolicy


@pytest.fixture(autouse=True)
def _at_once(settings: pytest.FixtureRequest) -> None:
    settings.UNKNOWN_GRACE_SECONDS = 0


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kannel says that it can be asked; its own answer to that is that it cannot tell."""
    able = dataclasses.replace(KannelChannel.capabilities, look_up=True)
    monkeypatch.setattr(KannelChannel, "capabilities", able)


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


def test_the_policy_speaks_where_a_gateway_was_asked_and_could_not_tell(
    settings: pytest.FixtureRequest, told_gateway: ToldGateway, unsure: None
) -> None:
    told_gateway.answer = None
    queued = frozen(numbers(3))
    Sending.objects.filter(pk=queued.pk).update(unknown_policy=Policy.AVOID_LOSS)
    sending.drain()

    settling.settle(now=database_now())

    assert states(queued) == {"QUEUED": 3}


def test_an_automatic_resend_waits_for_the_gateway_that_may_have_the_text(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    settings.SMS_FALLBACK_CHANNEL = "outbox"
    told_gateway.answer = None
    queued = frozen(numbers(25))
    Sending.objects.filter(pk=queued.pk).update(unknown_policy=Policy.AVOID_LOSS)
    sending.drain()
    unknown = set(Delivery.objects.filter(sending=queued, state="UNKNOWN").values_list("pk", flat=True))
    assert unknown

    # Its breaker is open: nothing is sent again, by this gateway or another.
    settling.settle(now=database_now())
    sending.drain()
    assert not OutboxMessage.objects.filter(delivery__in=unknown).exists()

    # It is well again, and the rows are queued; then it breaks before they leave.
    Gateway.objects.update(opened_at=None, refusals=0)
    assert settling.settle(now=database_now()) == len(unknown)
    now = database_now()
    Gateway.objects.update(opened_at=now, probe_at=now + timedelta(hours=1), refusals=20)
    sending.drain()

    assert not OutboxMessage.objects.filter(delivery__in=unknown).exists()
    assert states(queued)["QUEUED"] == len(unknown)


def test_a_look_up_after_a_stop_queues_nobody(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    queued = frozen(numbers(3))
    crash(gateway="outbox", size=3)
    leasing.take(now=database_now())
    Sending.objects.filter(pk=queued.pk).update(state=Sending.State.STOPPED)

    settling.settle(now=database_now())

    assert states(queued) == {"UNKNOWN": 3}
