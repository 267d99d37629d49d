"""Every message is answered exactly once, with one of four words, whatever else is in the group."""

from collections import Counter

import pytest
from django.conf import settings as project

from messaging import addresses
from messaging.channels.base import Outcome, Overlapping
from tests.messaging.contract.bench import Bench


def test_each_message_is_answered_once_and_arrives_once(bench: Bench) -> None:
    messages = bench.messages(bench.addresses(12))

    with bench.opened() as channel:
        results = channel.submit(messages)

    assert Counter(result.delivery_id for result in results) == {one.delivery_id: 1 for one in messages}
    assert {result.outcome for result in results} == {Outcome.ACCEPTED}
    arrived = Counter(arrival.address for arrival in bench.wait_for(12))
    assert arrived == dict.fromkeys(bench.addresses(12), 1)


@pytest.mark.needs("overlaps")
def test_two_groups_under_way_together_are_each_answered_for_themselves(bench: Bench) -> None:
    messages = bench.messages(bench.addresses(12))
    first, second = messages[:6], messages[6:]

    with bench.opened() as channel:
        assert isinstance(channel, Overlapping)
        begun = [channel.begin(first), channel.begin(second)]
        answered = [[result.delivery_id for result in group.result()] for group in begun]

    assert answered == [[one.delivery_id for one in group] for group in (first, second)]
    arrived = Counter(arrival.address for arrival in bench.wait_for(12))
    assert arrived == dict.fromkeys(bench.addresses(12), 1)


def test_nothing_to_send_is_answered_by_nothing(bench: Bench) -> None:
    with bench.opened() as channel:
        assert channel.submit([]) == []


def test_an_answer_is_one_of_the_four_and_short_enough_to_be_kept(bench: Bench) -> None:
    good, bad = bench.messages(bench.addresses(2))

    with bench.opened() as channel:
        results = channel.submit([good, bench.unreadable(bad)])

    for result in results:
        assert isinstance(result.outcome, Outcome)
        assert len(result.detail) <= 80
        assert all(0 < len(reference) <= 80 for reference in result.references)


def test_an_address_that_does_not_open_is_refused_for_itself_alone(bench: Bench) -> None:
    first, bad, last = bench.messages(bench.addresses(3))

    with bench.opened() as channel:
        results = {one.delivery_id: one for one in channel.submit([first, bench.unreadable(bad), last])}

    assert results[bad.delivery_id].outcome == Outcome.REFUSED
    assert results[bad.delivery_id].personal
    assert results[first.delivery_id].outcome == results[last.delivery_id].outcome == Outcome.ACCEPTED
    arrived = {arrival.address for arrival in bench.wait_for(2)}
    assert arrived == {bench.address(0), bench.address(2)}


def test_a_group_of_addresses_that_do_not_open_reaches_nobody(bench: Bench) -> None:
    messages = [bench.unreadable(one) for one in bench.messages(bench.addresses(3))]

    with bench.opened() as channel:
        results = channel.submit(messages)

    assert [result.outcome for result in results] == [Outcome.REFUSED] * 3
    assert bench.arrived() == []


@pytest.mark.needs("refuses")
def test_an_address_that_the_gateway_refuses_is_refused_for_itself_alone(bench: Bench) -> None:
    bench.refuse(bench.address(1))
    messages = bench.messages(bench.addresses(3))

    with bench.opened() as channel:
        results = channel.submit(messages)

    assert [result.outcome for result in results] == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED]
    assert results[1].personal
    assert results[1].detail
    assert {one.address for one in bench.wait_for(2)} == {bench.address(0), bench.address(2)}


def test_neither_an_answer_nor_a_log_names_an_address(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    messages = bench.messages(bench.addresses(2))
    caplog.set_level("DEBUG")

    with bench.opened() as channel:
        said = repr(channel.submit([messages[0], bench.unreadable(messages[1])])) + caplog.text

    for address in bench.addresses(2):
        assert address not in said
        assert address.removeprefix("+") not in said
        assert addresses.fingerprint(address).hex() not in said
    assert all(address not in message.reference for message in messages for address in bench.addresses(2))


@pytest.mark.needs("bench_setting")
def test_a_number_that_belongs_to_nobody_never_leaves_by_a_live_channel(bench: Bench) -> None:
    setattr(bench.settings, bench.bench_setting, False)
    nobodies = bench.nobodies()

    with bench.opened() as channel:
        results = channel.submit(bench.messages(nobodies))

    assert [result.outcome for result in results] == [Outcome.REFUSED] * len(nobodies)
    assert all(result.personal for result in results)
    assert bench.connections() == 0
    assert bench.arrived() == []


def test_without_a_setting_phones_are_real(bench: Bench) -> None:
    """The bench setting is off unless somebody says otherwise: a forgotten one refuses, it does not send."""
    if bench.bench_setting:
        assert bench.default(bench.bench_setting) is False
    assert project.EXERCISE_CHANNEL == "outbox"


def test_the_same_message_again_is_answered_again(bench: Bench) -> None:
    (message,) = bench.messages(bench.addresses(1))

    with bench.opened() as channel:
        outcomes = [channel.submit([message])[0].outcome for _ in range(3)]

    assert outcomes == [Outcome.ACCEPTED] * 3
