"""What a lock or a disk holds up between its turn in the contract and its first call."""

import time
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messaging import pace
from messaging.clock import database_now
from messaging.models import Gateway, Sending
from tests.stack import until

CODE = Sending.Priority.CODE
LONGEST_HOLD = 0.9


@given(
    st.integers(5, 50),
    st.lists(st.tuples(st.floats(0, 0.6), st.integers(1, 40), st.booleans()), min_size=6),
)
@example(5, [(0.0, 5, False), (0.8, 1, True), (0.22, 5, True)])
def test_no_second_sees_more_than_the_rate_wherever_groups_are_held_up_on_their_way(
    rate: int, events: list[tuple[float, int, bool]]
) -> None:
    now = 0.0
    counted: list[tuple[float, int]] = []
    held: list[tuple[float, int]] = []
    left: list[tuple[float, int]] = []

    def leave(at: float) -> None:
        mine = held.pop(0)
        others = [one for one in pace.without(counted, mine) if one[0] > at - pace.SECOND]
        assert pace.wait_for_room(others, parts=mine[1], rate=rate, at=at) == 0
        counted[:] = [*others, (at, mine[1])]
        left.append((at, mine[1]))

    for pause, wanted, one_leaves in events:
        now += pause
        while held and held[0][0] + LONGEST_HOLD <= now:
            leave(held[0][0] + LONGEST_HOLD)
        counted[:] = [one for one in counted if one[0] > now - pace.SECOND]
        if parts := min(wanted, pace.left_in_second(counted, rate=rate, parts=1)):
            held.append((now, parts))
            counted.append((now, parts))
        if held and one_leaves:
            leave(now)

    for began, _ in left:
        assert sum(parts for at, parts in left if began <= at < began + 1) <= rate


@pytest.mark.django_db
def test_what_a_lock_or_a_disk_held_up_counts_from_when_it_leaves(settings: pytest.FixtureRequest) -> None:
    settings.GATEWAY_RATES = {"outbox": 50.0}
    Gateway.objects.create(name="outbox", tokens=8, refilled_at=database_now())
    prompt, held = (pace.take("outbox", wanted=3, parts=1, priority=CODE) for _ in range(2))
    assert (prompt.granted, held.granted) == (3, 3)
    assert pace.leave("outbox", replace(prompt, asked_at=time.monotonic())) == 0.0
    until(lambda: database_now().timestamp() > held.at + 0.01, "another moment")

    assert pace.leave("outbox", replace(held, asked_at=held.asked_at - 0.5)) == 0.0

    first, second = Gateway.objects.get().recent
    assert first == [prompt.at, 3]
    assert (second[0] > held.at, second[1]) == (True, 3)


@pytest.mark.django_db
def test_whom_others_have_overtaken_waits_until_there_is_room_again(settings: pytest.FixtureRequest) -> None:
    settings.GATEWAY_RATES = {"outbox": 50.0}
    Gateway.objects.create(name="outbox", tokens=8, refilled_at=database_now())
    held = pace.take("outbox", wanted=3, parts=1, priority=CODE)
    # More than a second later: the others have left, as many as there may.
    Gateway.objects.update(recent=[(database_now().timestamp(), 50)])

    wait = pace.leave("outbox", replace(held, asked_at=held.asked_at - 2))

    assert 0.9 < wait <= pace.SECOND
    assert pace.take("outbox", wanted=1, parts=1, priority=CODE).granted == 0
