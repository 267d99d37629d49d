"""A worker asks how things stand now and then, and misses nothing that it has to know at once."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging import breaker, sending
from messaging.channels.base import Outcome, Result
from messaging.clock import Clock, database_now
from messaging.models import Gateway
from messaging.outlook import LOOK_SECONDS
from tests.messaging.gateway import ToldGateway
from tests.messaging.queue import frozen, numbers, states
from tests.stack import until

pytestmark = pytest.mark.django_db

PATIENCE = 10
REFUSED = [Result(1, Outcome.NOT_SENT, "occupé")]


@pytest.mark.django_db(transaction=True)
def test_a_group_costs_the_database_little_more_than_its_mark_and_its_answers(
    told_gateway: ToldGateway, settings: pytest.FixtureRequest
) -> None:
    settings.CHUNK_SIZE, halves = 500, 60
    queued = frozen(numbers(halves * settings.SUBMIT_GROUP_SIZE // 2))

    began = time.monotonic()
    with CaptureQueriesContext(connection) as asked:
        sending.drain()
    looks = 1 + (time.monotonic() - began) / LOOK_SECONDS

    assert states(queued) == {"ACCEPTED": queued.frozen_count}
    # psycopg2 sends no BEGIN before a first statement: what is written down of an empty one is no question.
    questions = [one["sql"] for one in asked.captured_queries if one["sql"] not in {"BEGIN", "COMMIT"}]
    assert len(questions) < 2 * halves + 20 + 6 * looks


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


def test_a_storm_that_began_since_the_last_look_is_ended_by_what_was_under_way(
    told_gateway: ToldGateway,
) -> None:
    (number,) = numbers(1)
    told_gateway.held[number] = threading.Event()
    queued = frozen([number])

    storm = iter((False, False, True))

    def begun_then_storm() -> bool:
        if next(storm, False):
            until(lambda: told_gateway.came, "the call")
            breaker.note("kannel", REFUSED * breaker.REFUSALS, now=database_now())
            told_gateway.held[number].set()
        return bool(told_gateway.came)

    sending.drain(should_stop=begun_then_storm)

    assert states(queued) == {"ACCEPTED": 1}
    assert breaker.is_well("kannel")


def test_the_clock_is_the_databases_of_a_moment_ago_at_most(settings: pytest.FixtureRequest) -> None:
    clock = Clock(kept=0.2)
    settings.NOW_OFFSET_SECONDS = 3_600
    began, late = time.monotonic(), database_now() - timedelta(minutes=30)

    while (told := clock.now()) < late:
        assert told <= database_now()
        assert time.monotonic() - began < PATIENCE

    assert told <= database_now()
