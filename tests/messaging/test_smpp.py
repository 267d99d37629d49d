"""SMPP from end to end: frozen list, engine, a real centre, receipts home; the centre's log is the oracle."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from messaging import addresses, sending
from messaging.channels.base import Message, Outcome, Result
from messaging.channels.smpp import SmppChannel
from messaging.clock import database_now
from messaging.smpp import window
from messaging.sms_text import split
from tests.messaging.queue import TEXT, frozen, numbers, states
from tests.messaging.smpp import listening, point_at
from tests.smsc import Smsc
from tests.stack import until

pytestmark = [pytest.mark.gateway, pytest.mark.django_db]

THROUGH_THE_ENGINE = pytest.mark.django_db(transaction=True)
LONG = "a" * 400
FIRST = numbers(1)[0]


@pytest.fixture
def centre(smsc: Smsc, settings: Any) -> Smsc:
    point_at(settings, smsc)
    return smsc


def submit(count: int = 1, *, text: str = TEXT, channel: SmppChannel | None = None) -> list[Result]:
    """Hand fresh messages straight to the channel, as the engine would."""
    valid = database_now() + timedelta(hours=2)
    messages = [
        Message(delivery, 1, addresses.seal(number), text, valid)
        for delivery, number in enumerate(numbers(count), 1)
    ]
    speaking = channel or SmppChannel()
    try:
        return speaking.submit(messages)
    finally:
        if channel is None:
            speaking.close()


@THROUGH_THE_ENGINE
@pytest.mark.parametrize("text", [TEXT, "Leçon " * 30, LONG, "Été à 17h€, [vu] §{}"])
def test_every_part_reaches_every_phone_once_and_the_receipts_come_home(centre: Smsc, text: str) -> None:
    with listening(centre):
        queued = frozen(numbers(12), text=text)

        sending.drain()

        until(lambda: states(queued) == {"DELIVERED": 12}, "all receipts")
    arrived = centre.submits()
    assert Counter(one.number for one in arrived) == dict.fromkeys(numbers(12), len(split(text)))
    for number in numbers(12):
        mine = sorted((one for one in arrived if one.number == number), key=lambda one: one.part)
        assert [one.part for one in mine] == list(range(1, len(split(text)) + 1))
        assert "".join(one.text for one in mine) == text


@THROUGH_THE_ENGINE
def test_a_part_says_who_writes_until_when_and_asks_for_its_receipt(centre: Smsc) -> None:
    frozen([FIRST])

    sending.drain()

    (part,) = centre.submits()
    assert (part.sender, part.raw["tons"], part.raw["registered"]) == ("GEOALERT", [5, 1], 1)
    valid = database_now().fromisoformat(part.raw["validUntil"])
    assert 7100 < (valid - database_now()).total_seconds() <= 7201


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


def test_a_centre_that_leaves_still_answers_what_is_under_way(centre: Smsc, settings: Any) -> None:
    settings.GATEWAY_CONCURRENCY = 2
    centre.set(answers={FIRST: ["leave"]}, everyone="none", delay=100)

    results = submit(6)

    assert {result.outcome for result in results} == {Outcome.ACCEPTED}
    assert len(centre.lines("bind")) == 2
    assert Counter(one.number for one in centre.submits()) == dict.fromkeys(numbers(6), 1)


@THROUGH_THE_ENGINE
@pytest.mark.parametrize("refusal", ["ESME_RBINDFAIL", "ESME_RINVPASWD", "ESME_RALYBND"])
def test_a_refused_bind_has_sent_nothing(centre: Smsc, refusal: str) -> None:
    centre.set(refuseBinds=refusal)
    queued = frozen(numbers(3))

    sending.drain()

    assert states(queued) == {"QUEUED": 3}
    assert centre.submits() == []


def test_a_centre_that_is_not_there_has_sent_nothing(centre: Smsc) -> None:
    centre.kill()

    assert {result.outcome for result in submit(3)} == {Outcome.NOT_SENT}


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


@THROUGH_THE_ENGINE
def test_numbers_of_fiction_never_reach_an_operator(centre: Smsc, settings: Any) -> None:
    settings.SMPP_IS_BENCH = False
    queued = frozen(numbers(2))

    sending.drain()

    assert states(queued) == {"REJECTED": 2}
    assert centre.lines() == []


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
