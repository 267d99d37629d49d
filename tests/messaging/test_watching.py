"""What somebody who watches a sending is told, and what it costs to know."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from messaging import sending as engine
from messaging.clock import database_now
from messaging.models import Attempt, Delivery, Gateway, Sending
from messaging.progress import progress
from messaging.watching import Trouble, watch
from tests.messaging.queue import frozen, numbers

pytestmark = pytest.mark.django_db

State = Delivery.State


@pytest.fixture(autouse=True)
def _outbox(settings: Any) -> None:
    settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL = "outbox", ""
    settings.GATEWAY_RATES = {}


def put(sending: Sending, count: int, state: str, reason: str = "", at: datetime | None = None) -> list[int]:
    """The first `count` queued rows are in this state now."""
    rows = Delivery.objects.filter(sending=sending, state=State.QUEUED).order_by("pk")[:count]
    ids = list(rows.values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids).update(state=state, reason=reason, updated_at=at or database_now())
    return ids


def accepted(sending: Sending, count: int, *, at: datetime) -> None:
    ids = put(sending, count, State.ACCEPTED, at=at)
    Attempt.objects.bulk_create(
        Attempt(delivery_id=pk, number=1, outcome=Attempt.Outcome.ACCEPTED, ended_at=at) for pk in ids
    )


def break_down(gateway: str, *, since: datetime, probe_at: datetime) -> None:
    Gateway.objects.create(
        name=gateway,
        refilled_at=since,
        refusals=20,
        failing_since=since,
        opened_at=since,
        probe_at=probe_at,
        reason="passerelle sans réseau",
    )


def test_columns_add_up_and_troubles_are_told_by_reason_the_heaviest_first() -> None:
    sending = frozen(numbers(12))
    put(sending, 2, State.UNKNOWN, "pas de réponse de la passerelle")
    put(sending, 3, State.REJECTED, "refusé par la passerelle")
    put(sending, 1, State.FAILED)
    put(sending, 4, State.DELIVERED)

    found = watch(sending, now=database_now())

    assert found.progress.by_state == {"UNKNOWN": 2, "REJECTED": 3, "FAILED": 1, "DELIVERED": 4, "QUEUED": 2}
    assert found.troubles == [
        Trouble(State.REJECTED, "refusé par la passerelle", 3),
        Trouble(State.UNKNOWN, "pas de réponse de la passerelle", 2),
        Trouble(State.FAILED, "", 1),
    ]


def test_what_was_accepted_a_day_ago_is_without_receipt() -> None:
    sending, now = frozen(numbers(4)), database_now()
    put(sending, 1, State.ACCEPTED, at=now - timedelta(hours=25))
    put(sending, 1, State.SENT, at=now - timedelta(hours=25))
    put(sending, 1, State.ACCEPTED, at=now - timedelta(hours=23))
    put(sending, 1, State.DELIVERED, at=now - timedelta(hours=25))

    assert watch(sending, now=now).without_receipt == 2


def test_what_was_sent_again_is_counted() -> None:
    sending = frozen(numbers(4))
    Delivery.objects.filter(pk__in=put(sending, 2, State.DELIVERED)).update(resends=1)

    assert watch(sending, now=database_now()).sent_again == 2


def test_a_finished_sending_costs_one_scan(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    sending = frozen(numbers(3))
    engine.drain()
    now = database_now()

    with django_assert_num_queries(1):
        watch(sending, now=now)


def test_the_rate_is_what_was_accepted_lately_and_the_end_follows_from_it() -> None:
    sending, now = frozen(numbers(100)), database_now()
    accepted(sending, 30, at=now - timedelta(minutes=5))
    accepted(sending, 40, at=now - timedelta(seconds=10))

    found = watch(sending, now=now)

    assert found.rate == 4.0
    assert found.left == timedelta(seconds=30 / 4)


def test_the_rate_of_another_sending_is_not_ours() -> None:
    ours, now = frozen(numbers(10)), database_now()
    accepted(frozen(numbers(20)), 20, at=now - timedelta(seconds=5))

    assert (watch(ours, now=now).rate, watch(ours, now=now).left) == (None, None)


def test_the_first_answers_make_no_wild_rate() -> None:
    sending, now = frozen(numbers(100)), database_now()
    accepted(sending, 40, at=now)

    assert watch(sending, now=now).rate == 20.0


def test_before_the_first_answer_nobody_knows_the_end_whatever_the_contract_says(settings: Any) -> None:
    settings.GATEWAY_RATES = {"outbox": 2.0}
    sending = frozen(numbers(10))

    assert watch(sending, now=database_now()).left is None


def test_what_has_stalled_has_no_end_whatever_the_contract_says(settings: Any) -> None:
    settings.GATEWAY_RATES = {"outbox": 2.0}
    sending, now = frozen(numbers(10)), database_now()
    accepted(sending, 4, at=now - timedelta(minutes=2))

    assert (watch(sending, now=now).rate, watch(sending, now=now).left) == (None, None)


def test_a_paused_sending_has_neither_rate_nor_end() -> None:
    sending, now = frozen(numbers(10)), database_now()
    accepted(sending, 4, at=now - timedelta(seconds=3))
    sending.state = Sending.State.PAUSED

    assert (watch(sending, now=now).rate, watch(sending, now=now).left) == (None, None)


def test_a_broken_gateway_is_told_with_its_next_trial() -> None:
    sending, now = frozen(numbers(3)), database_now()
    again = now + timedelta(seconds=20)
    break_down("outbox", since=now - timedelta(minutes=2), probe_at=again)
    break_down("kannel", since=now, probe_at=now)

    found = watch(sending, now=now)

    assert found.outage is not None
    assert (found.outage.gateway, found.outage.next_try) == ("outbox", again)
    assert (found.outage.since, found.outage.covered) == (now - timedelta(minutes=2), False)
    assert found.left is None


def test_a_gateway_that_stands_in_covers_the_outage(settings: Any) -> None:
    settings.SMS_FALLBACK_CHANNEL = "kannel"
    sending, now = frozen(numbers(3)), database_now()
    break_down("outbox", since=now, probe_at=now)

    found = watch(sending, now=now)

    assert found.outage is not None
    assert found.outage.covered


def test_an_outage_is_no_news_once_all_has_left() -> None:
    sending, now = frozen(numbers(3)), database_now()
    put(sending, 3, State.DELIVERED)
    break_down("outbox", since=now, probe_at=now)

    assert watch(sending, now=now).outage is None


def test_the_unknown_may_still_be_settled() -> None:
    sending = frozen(numbers(3))
    engine.drain()
    assert progress(sending).settled

    Delivery.objects.filter(pk=Delivery.objects.filter(sending=sending).values("pk")[:1]).update(
        state="UNKNOWN"
    )

    assert not progress(sending).settled
