"""A contracted rate is never passed, whoever asks, and codes never wait behind alerts."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from messaging import pace, sending
from messaging.clock import database_now
from messaging.models import Delivery, Gateway, OutboxMessage, Sending
from tests.messaging.queue import frozen, numbers, states
from tests.messaging.test_groups import somebody_waits
from tests.stack import until

CODE, ALERT, NEWS = Sending.Priority.CODE, Sending.Priority.ALERT, Sending.Priority.NEWS


@given(
    st.floats(min_value=0.1, max_value=5_000),
    st.lists(
        st.tuples(
            st.floats(min_value=0, max_value=5),
            st.integers(1, 80),
            st.integers(1, 5),
            st.sampled_from([0, 1, 2]),
        )
    ),
)
def test_no_order_of_asking_gets_more_parts_than_the_rate_nor_more_in_any_second(
    rate: float, asked: list[tuple[float, int, int, int]]
) -> None:
    tokens, now = 0.0, 0.0
    gone: list[tuple[float, int]] = []
    burst = max(pace.SMALLEST_BURST, rate * pace.BURST_SECONDS)

    for pause, wanted, parts, priority in asked:
        now += pause
        tokens = pace.refill(tokens, seconds=pause, rate=rate, parts=parts)
        recent = [(at, count) for at, count in gone if at > now - pace.SECOND]
        left = pace.left_in_second(recent, rate=rate, parts=parts)
        got = min(pace.grant(tokens, wanted=wanted, parts=parts, priority=priority), left // parts)
        tokens -= got * parts
        gone += [(now, got * parts)] * (got > 0)
        assert 0 <= got <= wanted
        assert tokens >= 0

    assert sum(count for _, count in gone) <= rate * now + burst + 1e-6
    for began, _ in gone:
        within = [count for at, count in gone if began <= at < began + 1]
        # A text alone may be longer than what a small contract allows in a second.
        assert sum(within) <= max(rate, 5)


@pytest.mark.django_db
def test_every_wait_of_a_full_contract_is_one_that_can_be_slept(settings: pytest.FixtureRequest) -> None:
    settings.GATEWAY_RATES = {"outbox": 50.0}
    Gateway.objects.create(
        name="outbox", tokens=8, refilled_at=database_now(), recent=[(database_now().timestamp(), 50)]
    )
    waits: list[float] = []

    def taken() -> int:
        allowed = pace.take("outbox", wanted=1, parts=1, priority=CODE)
        waits.append(allowed.wait)
        return allowed.granted

    while not taken():
        pass

    assert min(waits) >= 0
    assert max(waits) == pace.LONGEST_WAIT


def test_the_last_token_is_for_a_code() -> None:
    assert pace.grant(1.0, wanted=10, parts=1, priority=ALERT) == 0
    assert pace.grant(2.0, wanted=10, parts=1, priority=NEWS) == 0
    assert pace.grant(1.0, wanted=10, parts=1, priority=CODE) == 1


@pytest.mark.django_db
def test_the_bucket_in_the_database_keeps_the_rate(settings: pytest.FixtureRequest) -> None:
    settings.GATEWAY_RATES = {"outbox": 50.0}
    began, granted = database_now(), 0

    while granted < 25:
        granted += pace.take("outbox", wanted=10, parts=1, priority=ALERT).granted

    assert database_now() - began >= timedelta(seconds=(granted - 8) / 50)


@pytest.mark.django_db(transaction=True)
def test_no_second_sees_more_than_the_contract_not_even_after_a_pause(
    settings: pytest.FixtureRequest,
) -> None:
    settings.GATEWAY_RATES = {"outbox": 50.0}
    Gateway.objects.create(name="outbox", tokens=0, refilled_at=database_now() - timedelta(hours=1))
    taken: list[tuple[float, float, int]] = []

    while not taken or taken[-1][0] < taken[0][0] + 2:
        asked = time.monotonic()
        granted = pace.take("outbox", wanted=10, parts=1, priority=CODE).granted
        taken += [(asked, time.monotonic(), granted)] * (granted > 0)

    for began, _, _ in taken:
        # Of what was granted after `began`, what was surely granted within a second of it.
        assert sum(count for asked, had, count in taken if began <= asked and had < began + 1) <= 50


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_the_bucket_counts_from_when_it_has_it(settings: pytest.FixtureRequest) -> None:
    settings.GATEWAY_RATES = {"outbox": 50.0}
    Gateway.objects.create(name="outbox", tokens=8, refilled_at=database_now())

    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            Gateway.objects.select_for_update().get()
            waiting = others.submit(take_and_hang_up)
            until(somebody_waits, "somebody who waits for the bucket")
            given_back = database_now().timestamp()
        assert waiting.result().at >= given_back - 0.001


def take_and_hang_up() -> pace.Allowance:
    try:
        return pace.take("outbox", wanted=1, parts=1, priority=CODE)
    finally:
        connection.close()


@pytest.mark.django_db
def test_a_clock_of_the_database_that_is_set_back_costs_no_more_than_a_moment(
    settings: pytest.FixtureRequest,
) -> None:
    settings.GATEWAY_RATES = {"outbox": 50.0}
    hour = timedelta(hours=1)
    later = (database_now() + hour).timestamp()
    Gateway.objects.create(name="outbox", tokens=0, refilled_at=database_now() + hour, recent=[(later, 50)])

    until(lambda: pace.take("outbox", wanted=1, parts=1, priority=CODE).granted, "room in the contract")


@pytest.mark.django_db
def test_a_gateway_without_a_contract_has_no_bucket(settings: pytest.FixtureRequest) -> None:
    settings.GATEWAY_RATES = {"smpp": 5.0}

    assert pace.take("outbox", wanted=40, parts=1, priority=NEWS).granted == 40
    assert not Gateway.objects.exists()


@pytest.mark.django_db
def test_a_sending_under_a_contract_reaches_everybody(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL, settings.GATEWAY_RATES = "outbox", {"outbox": 100.0}
    queued = frozen(numbers(30))

    assert sending.drain() == 30
    assert states(queued) == {"DELIVERED": 30}


@pytest.mark.django_db
def test_a_code_leaves_before_the_rest_of_an_alert_that_had_begun(settings: pytest.FixtureRequest) -> None:
    rate, begun = 40, 10
    settings.SMS_CHANNEL, settings.GATEWAY_RATES = "outbox", {"outbox": float(rate)}
    settings.SUBMIT_GROUP_SIZE = 5
    alert = frozen(numbers(60))
    codes: list[Sending] = []

    def ask() -> bool:
        if not codes and Delivery.objects.filter(sending=alert, state="DELIVERED").count() >= begun:
            codes.append(frozen(numbers(1), priority=CODE))
        return False

    sending.drain(should_stop=ask)

    order = list(OutboxMessage.objects.order_by("pk").values_list("delivery__sending", flat=True))
    # A look within a quarter of a second, and the groups that were marked by then.
    assert begun <= order.index(codes[0].pk) <= begun + rate // 4 + 15
    assert states(alert) == {"DELIVERED": 60}


@pytest.mark.parametrize("parts", [1, 3, 5, 9])
def test_a_long_text_leaves_however_small_the_contract(parts: int) -> None:
    tokens = pace.refill(0.0, seconds=3_600, rate=0.5, parts=parts)

    assert pace.grant(tokens, wanted=1, parts=parts, priority=NEWS) == 1


@pytest.mark.django_db
def test_a_shifted_clock_of_the_doors_does_not_empty_the_bucket(settings: pytest.FixtureRequest) -> None:
    settings.NOW_OFFSET_SECONDS, settings.GATEWAY_RATES = 7_200, {"outbox": 1_000.0}
    granted = 0

    while not granted:
        granted = pace.take("outbox", wanted=1, parts=1, priority=ALERT).granted

    assert Gateway.objects.get().refilled_at < database_now() - timedelta(hours=1)
