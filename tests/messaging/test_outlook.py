"""A worker asks how things stand now and then, and misses nothing that it has to know at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging import breaker, sending
from messaging.channels.base import Outcome, Result
from messaging.clock import Clock, database_now
from messaging.models import Gateway
from tests.messaging.gateway import ToldGateway
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db

REFUSED = [Result(1, Outcome.NOT_SENT, "occupé")]


@pytest.mark.django_db(transaction=True)
def test_a_group_costs_the_database_little_more_than_its_mark_and_its_answers(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    settings.CHUNK_SIZE, halves = 500, 60
    queued = frozen(numbers(halves * settings.SUBMIT_GROUP_SIZE // 2))

    with CaptureQueriesContext(connection) as asked:
        sending.drain()

    assert states(queued) == {"ACCEPTED": queued.frozen_count}
    # psycopg2 sends no BEGIN before a first statement: what is written down of an empty one is no question.
    questions = [one["sql"] for one in asked.captured_queries if one["sql"] not in {"BEGIN", "COMMIT"}]
    assert len(questions) < 3 * halves


def test_refusals_before_the_first_acceptance_are_forgotten_by_it(told_gateway: ToldGateway) -> None:
    for _ in range(breaker.REFUSALS - 1):
        breaker.note("kannel", REFUSED, now=database_now())
    frozen(numbers(1))

    sending.drain()

    breaker.note("kannel", REFUSED, now=database_now())
    assert breaker.is_well("kannel")


def test_a_trial_that_the_contract_has_no_room_for_is_the_next_ones(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    settings.GATEWAY_RATES = {"kannel": 1.0}
    now = database_now()
    Gateway.objects.create(name="kannel", refusals=20, opened_at=now, probe_at=now, refilled_at=now)
    queued = frozen(numbers(1))
    turns = iter((False, False))

    sending.drain(should_stop=lambda: next(turns, True))

    assert states(queued) == {"QUEUED": 1}
    assert Gateway.objects.get(name="kannel").probe_at <= database_now()


def test_the_clock_is_the_databases_of_a_moment_ago_at_most() -> None:
    clock = Clock()
    until = database_now() + timedelta(seconds=2 * Clock.KEPT_SECONDS)

    while (now := database_now()) < until:
        told = clock.now()
        assert now - timedelta(seconds=0.1) < told <= database_now()
