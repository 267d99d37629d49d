"""A gateway that refuses everything: nobody is given up, somebody else takes over, nobody gets it twice."""

from collections import Counter
from datetime import timedelta

import pytest

from messaging import breaker, leasing, sending
from messaging.channels.base import Outcome, Result
from messaging.clock import database_now
from messaging.models import Chunk, Delivery, Gateway, OutboxMessage, Sending
from tests.messaging.gateway import ACCEPTED, BUSY, NO_NETWORK, ToldGateway
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db


def later() -> None:
    """Every pause is over: that of the chunks, and that of the broken gateway."""
    Chunk.objects.update(not_before=database_now())
    Gateway.objects.filter(opened_at__isnull=False).update(probe_at=database_now())


def refused(count: int, *, personal: bool = False) -> list[Result]:
    return [Result(number, Outcome.NOT_SENT, "occupé", personal=personal) for number in range(count)]


def test_a_storm_of_refusals_opens_the_breaker_and_nobody_is_given_up(told_gateway: ToldGateway) -> None:
    told_gateway.answer = NO_NETWORK
    queued = frozen(numbers(200))

    sending.drain()

    assert states(queued) == {"QUEUED": 200}
    assert breaker.REFUSALS <= len(told_gateway.came) < 2 * breaker.REFUSALS
    assert not breaker.is_well("kannel")
    assert leasing.take(now=database_now()) is None
    assert 20 < (leasing.next_due(now=database_now()) or 0) <= 30


def test_a_broken_gateway_is_tried_with_one_message_at_a_time(told_gateway: ToldGateway) -> None:
    told_gateway.answer = NO_NETWORK
    queued = frozen(numbers(200))
    sending.drain()
    before = len(told_gateway.came)

    for _ in range(7):
        later()
        sending.drain()

    assert len(told_gateway.came) == before + 7
    assert states(queued) == {"QUEUED": 200}


def test_the_first_message_accepted_lets_all_others_go(told_gateway: ToldGateway) -> None:
    told_gateway.answer = NO_NETWORK
    queued = frozen(numbers(200))
    sending.drain()

    told_gateway.answer = ACCEPTED
    told_gateway.came.clear()
    later()
    sending.drain()

    assert states(queued) == {"ACCEPTED": 200}
    assert set(Counter(told_gateway.came).values()) == {1}
    assert breaker.is_well("kannel")


def test_no_attempt_is_the_last_while_the_gateway_is_not_well(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    told_gateway.answer = NO_NETWORK
    queued = frozen(numbers(1))
    now = database_now()
    Gateway.objects.create(name="kannel", refilled_at=now, opened_at=now, probe_at=now, refusals=50)

    for _ in range(settings.MAX_ATTEMPTS + 3):
        later()
        sending.drain()

    assert Delivery.objects.get(sending=queued).attempts == settings.MAX_ATTEMPTS + 3
    assert states(queued) == {"QUEUED": 1}


def test_a_few_refusals_over_half_a_minute_are_enough_for_a_small_sending() -> None:
    now = database_now()

    breaker.note("kannel", refused(2), now=now)
    breaker.note("kannel", refused(1), now=now + timedelta(seconds=10))
    assert breaker.is_well("kannel")
    breaker.note("kannel", refused(1), now=now + timedelta(seconds=31))
    assert not breaker.is_well("kannel")


def test_one_accepted_message_in_between_starts_the_count_again() -> None:
    now = database_now()

    for _ in range(5):
        breaker.note("kannel", refused(breaker.REFUSALS - 1), now=now)
        breaker.note("kannel", [Result(1, Outcome.ACCEPTED)], now=now)

    assert breaker.is_well("kannel")


def test_what_concerns_one_address_says_nothing_about_the_gateway() -> None:
    breaker.note("kannel", refused(500, personal=True), now=database_now())

    assert breaker.is_well("kannel")


def test_a_gateway_that_hangs_up_makes_a_few_unknown_and_not_everybody(told_gateway: ToldGateway) -> None:
    told_gateway.answer = None
    queued = frozen(numbers(200))

    sending.drain()

    found = states(queued)
    assert found == {"UNKNOWN": found["UNKNOWN"], "QUEUED": 200 - found["UNKNOWN"]}
    assert breaker.REFUSALS <= found["UNKNOWN"] < 2 * breaker.REFUSALS


def test_a_storm_of_refusals_for_good_opens_the_breaker_as_well() -> None:
    for_good = [Result(number, Outcome.REFUSED, "texte refusé") for number in range(breaker.REFUSALS)]

    breaker.note("smpp", for_good, now=database_now())

    assert not breaker.is_well("smpp")


def test_a_second_gateway_takes_over_what_the_first_surely_did_not_send(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    settings.SMS_FALLBACK_CHANNEL = "outbox"
    told_gateway.answer = NO_NETWORK
    queued = frozen(numbers(200))

    sending.drain()
    later()
    Gateway.objects.update(probe_at=database_now() + timedelta(seconds=30))
    sending.drain()

    assert states(queued) == {"DELIVERED": 200}
    assert OutboxMessage.objects.count() == 200
    assert set(Delivery.objects.values_list("gateway", flat=True)) >= {"outbox"}


def test_an_unknown_never_moves_to_the_second_gateway(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    settings.SMS_FALLBACK_CHANNEL = "outbox"
    told_gateway.answer = None
    queued = frozen(numbers(200))

    sending.drain()

    unknown = Delivery.objects.filter(sending=queued, state="UNKNOWN")
    assert unknown.count() == len(told_gateway.came)
    assert not OutboxMessage.objects.filter(delivery__in=unknown).exists()
    assert OutboxMessage.objects.count() == 200 - unknown.count()


def test_a_way_without_a_gateway_waits_and_holds_nobody_up(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    lonely, other = frozen(numbers(2)), frozen(numbers(3))
    Chunk.objects.filter(sending=lonely).update(channel="EMAIL")

    sending.drain()

    assert states(lonely) == {"QUEUED": 2}
    assert states(other) == {"DELIVERED": 3}


def test_a_channel_that_does_not_exist_makes_nobody_unknown(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "pigeon"
    queued = frozen(numbers(3))

    sending.drain()

    assert states(queued) == {"QUEUED": 3}


def test_what_loses_its_validity_while_the_gateway_is_broken_is_closed(told_gateway: ToldGateway) -> None:
    now = database_now()
    Gateway.objects.create(
        name="kannel", refilled_at=now, opened_at=now, probe_at=now + timedelta(hours=1), refusals=50
    )
    queued = frozen(numbers(3), valid=timedelta(seconds=-1))

    sending.drain()

    queued.refresh_from_db()
    assert (states(queued), queued.state) == ({"SKIPPED_EXPIRED": 3}, Sending.State.DONE)
    assert told_gateway.came == []


def test_trials_of_a_broken_gateway_cost_nobody_a_try(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    settings.CHUNK_SIZE = 10
    now = database_now()
    Gateway.objects.create(name="kannel", refilled_at=now, opened_at=now, probe_at=now, refusals=50)
    told_gateway.answer = NO_NETWORK
    queued = frozen(numbers(1))
    for _ in range(settings.MAX_ATTEMPTS + 3):
        later()
        sending.drain()

    Gateway.objects.update(opened_at=None, refusals=0)
    told_gateway.answer = BUSY
    later()
    sending.drain()

    assert states(queued) == {"QUEUED": 1}
    assert Delivery.objects.get(sending=queued).tries == 1


def test_an_address_at_fault_does_not_spend_the_turn(told_gateway: ToldGateway) -> None:
    now = database_now()
    Gateway.objects.create(name="kannel", refilled_at=now, opened_at=now, probe_at=now, refusals=50)
    queued = frozen(numbers(5))
    first = Delivery.objects.filter(sending=queued).order_by("pk")[:2]
    Delivery.objects.filter(pk__in=[row.pk for row in first]).update(address_sealed=b"sealed by nobody")

    sending.drain()

    assert states(queued) == {"REJECTED": 2, "ACCEPTED": 3}


def test_one_tired_row_does_not_hold_its_chunk_for_minutes(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    queued = frozen(numbers(30))
    tired = Delivery.objects.filter(sending=queued).earliest("pk")
    Delivery.objects.filter(pk=tired.pk).update(attempts=4, tries=settings.MAX_ATTEMPTS - 1)
    told_gateway.answer = BUSY

    before = database_now()
    sending.drain()

    due = Chunk.objects.get(sending=queued).not_before
    assert due < before + timedelta(seconds=60)
