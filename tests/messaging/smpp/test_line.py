"""A line is bound once, and may break, be closed, or never come to be."""

import socket
import time
from collections import Counter
from typing import Any

import pytest

from messaging.channels.base import Outcome
from messaging.channels.smpp import SmppChannel
from messaging.smpp import window
from tests.messaging.queue import numbers
from tests.messaging.smpp import FIRST, submit
from tests.smsc import Smsc
from tests.stack import until

pytestmark = [pytest.mark.gateway, pytest.mark.django_db]


def test_one_bind_serves_the_life_of_the_channel(centre: Smsc) -> None:
    channel = SmppChannel()
    try:
        for _ in range(3):
            submit(2, channel=channel)
    finally:
        channel.close()

    assert len(centre.lines("bind")) == 1
    assert len(centre.lines("unbind")) == 1
    assert len(centre.submits()) == 6


def test_a_line_that_breaks_makes_unknown_what_was_under_way_and_the_others_go_on(
    centre: Smsc, settings: Any
) -> None:
    settings.GATEWAY_CONCURRENCY = 1
    centre.set(answers={numbers(5)[2]: ["cut"]})

    results = submit(5)

    assert Counter(result.outcome for result in results) == {Outcome.ACCEPTED: 4, Outcome.UNKNOWN: 1}
    assert Counter(one.number for one in centre.submits()) == dict.fromkeys(numbers(5), 1)


def test_a_line_that_breaks_at_each_text_is_given_no_more(centre: Smsc, settings: Any) -> None:
    settings.GATEWAY_CONCURRENCY = 1
    centre.set(everyone="cut")

    outcomes = Counter(result.outcome for result in submit(10))

    assert outcomes == {Outcome.UNKNOWN: window.LOSSES, Outcome.NOT_SENT: 10 - window.LOSSES}
    assert len(centre.submits()) == window.LOSSES


@pytest.mark.parametrize("how", ["cut", "unbind"])
def test_a_line_closed_between_two_calls_is_found_out_before_a_text_is_given_to_it(
    centre: Smsc, how: str
) -> None:
    channel = SmppChannel()
    try:
        submit(1, channel=channel)
        centre.do(how)
        until(lambda: how == "unbind" or not centre.do("state")["lines"], "the cut")

        (result,) = submit(1, channel=channel)
    finally:
        channel.close()

    assert result.outcome == Outcome.ACCEPTED
    assert len(centre.submits()) == 2


def test_nobody_is_bound_to_once_there_is_no_time_to_give_a_text(centre: Smsc, settings: Any) -> None:
    settings.LEASE_SECONDS = 0

    (result,) = submit()

    assert result.outcome == Outcome.NOT_SENT
    assert centre.lines("bind") == []


@pytest.mark.parametrize("tls", [False, True])
def test_a_bind_that_is_not_answered_ends_well_within_the_lease(settings: Any, tls: bool) -> None:
    """Somebody accepts the line and says nothing, neither to TLS nor to the bind."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMPP_HOST, settings.SMPP_PORT = silent.getsockname()
        settings.SMPP_TLS, settings.SMPP_IS_BENCH, settings.LEASE_SECONDS = tls, True, 2
        began = time.monotonic()

        (result,) = submit()

    assert result.outcome == Outcome.NOT_SENT
    assert time.monotonic() - began < settings.LEASE_SECONDS


def test_a_centre_that_leaves_still_answers_what_is_under_way(centre: Smsc, settings: Any) -> None:
    settings.GATEWAY_CONCURRENCY = 2
    centre.set(answers={FIRST: ["leave"]}, everyone="none", delay=100)

    results = submit(6)

    assert {result.outcome for result in results} == {Outcome.ACCEPTED}
    assert len(centre.lines("bind")) == 2
    assert Counter(one.number for one in centre.submits()) == dict.fromkeys(numbers(6), 1)


def test_a_centre_that_is_not_there_has_sent_nothing(centre: Smsc) -> None:
    centre.kill()

    assert {result.outcome for result in submit(3)} == {Outcome.NOT_SENT}


def test_the_centre_may_ask_whether_we_are_there(centre: Smsc) -> None:
    centre.set(delay=300)
    channel = SmppChannel()
    try:
        submit(1, channel=channel)
        centre.do("probe")

        (result,) = submit(1, channel=channel)
    finally:
        channel.close()

    assert result.outcome == Outcome.ACCEPTED
    assert centre.do("state")["binds"] == 1
