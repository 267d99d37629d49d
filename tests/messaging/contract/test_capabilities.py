"""What a channel says of itself is what is seen when one looks."""

import pytest

from messaging import channels
from messaging.channels.base import Idempotency, Outcome
from messaging.models import ChannelKind
from messaging.sms_text import GSM7, UCS2
from tests.messaging.contract.bench import Bench
from tests.messaging.contract.benches import BENCHES


def test_every_channel_of_the_product_is_held_to_this_contract() -> None:
    assert BENCHES.keys() == channels.CHANNELS.keys()


def test_a_channel_bears_the_name_under_which_it_is_loaded(bench: Bench) -> None:
    with bench.opened() as channel:
        assert channels.CHANNELS[channel.name] is type(channel)
        assert 0 < len(channel.name) <= 16


def test_it_says_what_it_carries_and_how_much_at_once(bench: Bench) -> None:
    with bench.opened() as channel:
        offered = channel.capabilities

    assert offered.kind in ChannelKind.values
    assert offered.bulk_size >= 1
    assert offered.live == bench.live
    if offered.kind == ChannelKind.SMS:
        assert set(offered.encodings) == {GSM7, UCS2}


def test_given_twice_it_arrives_as_often_as_stated(bench: Bench) -> None:
    (message,) = bench.messages(bench.addresses(1))

    with bench.opened() as channel:
        channel.submit([message])
        channel.submit([message])
        once = channel.capabilities.idempotency == Idempotency.KEY
        # Another message after them: what was ever to arrive has arrived.
        channel.submit(bench.messages([bench.address(1)]))

    expected = [bench.address(0)] * (1 if once else 2) + [bench.address(1)]
    assert sorted(one.address for one in bench.wait_for(len(expected))) == expected


def test_look_up_finds_what_was_given_and_only_that(bench: Bench) -> None:
    given, never = bench.messages(bench.addresses(2))

    with bench.opened() as channel:
        channel.submit([given])
        bench.wait_for(1)
        results = channel.look_up([given, never])
        able = channel.capabilities.look_up

    assert [result.delivery_id for result in results] == [given.delivery_id, never.delivery_id]
    found, missed = [result.outcome for result in results]
    assert found == (Outcome.ACCEPTED if able else Outcome.UNKNOWN)
    # Whoever cannot be sure that it never came says so: what is taken for unsent is sent again.
    assert missed in ({Outcome.NOT_SENT, Outcome.UNKNOWN} if able else {Outcome.UNKNOWN})
    assert len(bench.arrived()) == 1


def test_look_up_of_nothing_asks_nobody(bench: Bench) -> None:
    with bench.opened() as channel:
        assert channel.look_up([]) == []


def test_closing_twice_is_harmless(bench: Bench) -> None:
    channel = bench.channel()
    channel.submit(bench.messages(bench.addresses(1)))

    channel.close()
    channel.close()


def test_closing_what_was_never_used_is_harmless(bench: Bench) -> None:
    bench.channel().close()


@pytest.mark.needs("keeps_connection")
def test_a_second_group_uses_the_lines_of_the_first(bench: Bench) -> None:
    with bench.opened() as channel:
        for number in range(4):
            channel.submit(bench.messages([bench.address(number)]))

    assert bench.connections() == 1
