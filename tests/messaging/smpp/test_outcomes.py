"""Every answer of a centre, and every silence, is one of the four outcomes."""

from collections import Counter
from typing import Any

import pytest

from messaging.channels.base import Outcome
from tests.messaging.queue import numbers
from tests.messaging.smpp import FIRST, LONG, submit
from tests.smsc import Smsc

pytestmark = [pytest.mark.gateway, pytest.mark.django_db]


@pytest.mark.parametrize(("window_size", "count"), [(4, 40), (1, 5)])
def test_as_many_parts_are_under_way_together_as_the_window_holds(
    centre: Smsc, settings: Any, window_size: int, count: int
) -> None:
    """The centre itself counts: it answers late, and never has more than the window open."""
    settings.GATEWAY_CONCURRENCY = window_size
    centre.set(delay=30)

    results = submit(count)

    assert {result.outcome for result in results} == {Outcome.ACCEPTED}
    opened = [one.raw["open"] for one in centre.submits()]
    assert max(opened) == window_size
    # Most were given while others were open: a place is filled again as soon as it is free.
    assert window_size == 1 or sum(one > 1 for one in opened) > count / 2


@pytest.mark.parametrize(
    ("answer", "outcome", "personal"),
    [
        ("ESME_RTHROTTLED", Outcome.NOT_SENT, False),
        ("ESME_RMSGQFUL", Outcome.NOT_SENT, False),
        ("ESME_RSYSERR", Outcome.NOT_SENT, False),
        ("ESME_RINVSRCADR", Outcome.NOT_SENT, False),
        ("ESME_RINVEXPIRY", Outcome.NOT_SENT, False),
        ("ESME_RINVDSTADR", Outcome.REFUSED, True),
        ("ESME_RINVMSGLEN", Outcome.REFUSED, False),
        ("ESME_RX_P_APPN", Outcome.REFUSED, False),
        ("ESME_RUNKNOWNERR", Outcome.UNKNOWN, False),
        ("cut", Outcome.UNKNOWN, False),
    ],
)
def test_each_answer_is_one_of_the_four_outcomes(
    centre: Smsc, answer: str, outcome: Outcome, personal: bool
) -> None:
    centre.set(everyone=answer)

    (result,) = submit()

    assert (result.outcome, result.personal) == (outcome, personal)
    assert result.detail
    assert len(centre.submits()) == 1


def test_a_request_of_the_centre_that_bears_the_same_number_is_no_answer(centre: Smsc, settings: Any) -> None:
    settings.GATEWAY_TIMEOUT_SECONDS = 1
    centre.set(everyone="namesake")

    (result,) = submit()

    assert result.outcome == Outcome.UNKNOWN


def test_one_silence_is_unknown_and_holds_up_nobody_else(centre: Smsc, settings: Any) -> None:
    settings.GATEWAY_TIMEOUT_SECONDS = 1
    centre.set(answers={numbers(3)[1]: ["silent"]}, everyone="none", delay=100)

    outcomes = [result.outcome for result in submit(3)]

    assert sorted(outcomes) == [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.UNKNOWN]
    assert len(centre.submits()) == 3


def test_a_centre_that_falls_silent_makes_unknown_what_it_was_given_and_nothing_more(
    centre: Smsc, settings: Any
) -> None:
    settings.GATEWAY_TIMEOUT_SECONDS, settings.GATEWAY_CONCURRENCY = 1, 4
    centre.set(everyone="silent")

    outcomes = Counter(result.outcome for result in submit(10))

    assert outcomes == {Outcome.UNKNOWN: 4, Outcome.NOT_SENT: 6}
    assert len(centre.submits()) == 4


def test_half_a_text_is_completed_when_the_centre_has_room_again(centre: Smsc) -> None:
    centre.set(answers={FIRST: ["none", "ESME_RTHROTTLED", "ESME_RMSGQFUL", "none"]})

    (result,) = submit(text=LONG)

    assert result.outcome == Outcome.ACCEPTED
    assert result.references == tuple(one.id for one in centre.submits() if one.reached_the_phone)
    assert [one.part for one in centre.submits()] == [1, 2, 2, 2, 3]


@pytest.mark.parametrize("second", ["ESME_RINVMSGLEN", "ESME_RTHROTTLED", "cut"])
def test_half_a_text_that_cannot_be_completed_is_unknown(centre: Smsc, settings: Any, second: str) -> None:
    settings.LEASE_SECONDS = 2
    centre.set(answers={FIRST: ["none", second]})

    (result,) = submit(text=LONG)

    assert result.outcome == Outcome.UNKNOWN
    assert result.detail.startswith("1 SMS sur 3 acceptés")
    assert result.references == ()


def test_a_text_refused_at_its_first_part_has_left_nothing(centre: Smsc) -> None:
    centre.set(everyone="ESME_RTHROTTLED")

    (result,) = submit(text=LONG)

    assert result.outcome == Outcome.NOT_SENT
    assert len(centre.submits()) == 1
