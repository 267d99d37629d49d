"""A gateway that fails is never taken for one that refuses, nor for one that has sent."""

import time
from collections import Counter

import pytest

from messaging.channels.base import Outcome
from tests.messaging.contract.bench import PROMISED, Bench, Fault

# Beside the answer that never comes: closing lines, a busy machine.
MARGIN_SECONDS = 4
# What the kernel keeps between two processes, a line; of the 200 MB that the gateway would send.
SWALLOWED_AT_MOST = 40_000_000


@pytest.fixture(autouse=True)
def _one_second(settings: pytest.FixtureRequest) -> None:
    """A gateway has one second to answer: these tests wait for it to say nothing."""
    settings.GATEWAY_TIMEOUT_SECONDS = 1


def test_a_failure_is_read_as_promised(bench: Bench, fault: Fault) -> None:
    bench.fail(fault)

    with bench.opened() as channel:
        results = channel.submit(bench.messages(bench.addresses(3)))

    first, *others = [result.outcome for result in results]
    assert first == PROMISED[fault]
    # Those whose turn never came, where one goes after the other, have surely not left.
    assert set(others) <= {PROMISED[fault], Outcome.NOT_SENT}
    assert all(result.detail for result in results)
    assert bench.arrived() == []


def test_a_failure_is_nobodys_own(bench: Bench, fault: Fault) -> None:
    """It tells something about the gateway: the breaker counts it."""
    bench.fail(fault)

    with bench.opened() as channel:
        results = channel.submit(bench.messages(bench.addresses(1)))

    assert [result.personal for result in results] == [False]


def test_a_group_ends_in_bounded_time_and_memory(bench: Bench, fault: Fault) -> None:
    """The total is bounded, not each reading: a gateway that drips would hold a worker for ever."""
    bench.fail(fault)
    messages = bench.messages(bench.addresses(4))
    started = time.monotonic()

    with bench.opened() as channel:
        channel.submit(messages)

    assert time.monotonic() - started < bench.patience() + MARGIN_SECONDS
    assert bench.swallowed() < SWALLOWED_AT_MOST


@pytest.mark.needs("concurrent")
def test_silence_makes_unknown_what_was_given_and_nothing_else(bench: Bench) -> None:
    """A group is larger than what is in flight: what waited for its turn has surely not left."""
    bench.fail(Fault.SILENT)
    messages = bench.messages(bench.addresses(3 * bench.settings.GATEWAY_CONCURRENCY))

    with bench.opened() as channel:
        outcomes = Counter(result.outcome for result in channel.submit(messages))

    assert outcomes[Outcome.UNKNOWN] == bench.asked() <= bench.settings.GATEWAY_CONCURRENCY
    assert outcomes[Outcome.NOT_SENT] == len(messages) - bench.asked()


def test_a_message_that_may_have_left_was_given_once(bench: Bench, fault: Fault) -> None:
    """On a line that was kept, too: no library repeats a request behind our back."""
    with bench.opened() as channel:
        channel.submit(bench.messages(bench.addresses(1)))
        bench.wait_for(1)
        bench.fail(fault)
        results = channel.submit(bench.messages([bench.address(1)]))

        assert bench.asked() <= 1
        assert results[0].outcome == PROMISED[fault]


def test_the_same_channel_works_again_once_the_gateway_does(bench: Bench, fault: Fault) -> None:
    bench.fail(fault)

    with bench.opened() as channel:
        channel.submit(bench.messages(bench.addresses(1)))
        bench.recover()
        results = channel.submit(bench.messages([bench.address(1)]))

        assert [result.outcome for result in results] == [Outcome.ACCEPTED]
        assert [arrival.address for arrival in bench.wait_for(1)] == [bench.address(1)]


def test_no_address_is_named_when_it_fails(
    bench: Bench, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    bench.fail(fault)
    caplog.set_level("DEBUG")

    with bench.opened() as channel:
        said = repr(channel.submit(bench.messages(bench.addresses(1)))) + caplog.text

    assert bench.address(0).removeprefix("+") not in said
