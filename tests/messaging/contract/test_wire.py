"""What leaves is what was written: text, sender, validity and our own reference, to the letter."""

from datetime import timedelta

import pytest

from tests.messaging.contract.bench import Bench

TEXTS = {
    "one GSM-7 part": "Vol place Vendome. Un doute : 17. @£$ èéùìò Çà 1 < 2 & 3 % +",
    "the extension": "Prix 10€ [vu] {a} ~ ^ | \\ fin",
    "160 characters": "a" * 160,
    "two GSM-7 parts": "b" * 161,
    "an escape at the seam": "c" * 152 + "€" + "d" * 10,
    "UCS-2": "Leçon : vigilance à l’angle, cœur de Paris.",
    "two UCS-2 parts": "ç" * 71,
    "beyond the plane": "Alerte \N{POLICE CAR} rue de la Paix",
    "what looks like a parameter": "a=1&to=+33600000000&text=autre #%41 ?",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_arrives_character_for_character(bench: Bench, text: str) -> None:
    with bench.opened() as channel:
        channel.submit(bench.messages(bench.addresses(1), text=text))

    assert [arrival.text for arrival in bench.wait_for(1)] == [text]


def test_it_comes_from_the_sender_of_the_settings(bench: Bench) -> None:
    with bench.opened() as channel:
        channel.submit(bench.messages(bench.addresses(1)))

    assert [arrival.sender for arrival in bench.wait_for(1)] == [bench.sender()]


@pytest.mark.needs("shows_validity")
@pytest.mark.parametrize("minutes", [3, 90, 600])
def test_a_gateway_is_told_until_when_it_may_try(bench: Bench, minutes: int) -> None:
    with bench.opened() as channel:
        channel.submit(bench.messages(bench.addresses(1), valid=timedelta(minutes=minutes)))

    (arrival,) = bench.wait_for(1)
    assert arrival.minutes in {minutes - 1, minutes}


@pytest.mark.needs("shows_validity")
def test_what_is_hardly_valid_any_more_is_never_handed_over_without_an_end(bench: Bench) -> None:
    with bench.opened() as channel:
        channel.submit(bench.messages(bench.addresses(1), valid=timedelta(seconds=20)))

    (arrival,) = bench.wait_for(1)
    assert arrival.minutes == 1


@pytest.mark.needs("shows_reference")
@pytest.mark.parametrize("attempt", [1, 4])
def test_our_own_reference_travels_with_it(bench: Bench, attempt: int) -> None:
    messages = bench.messages(bench.addresses(1), attempt=attempt)

    with bench.opened() as channel:
        channel.submit(messages)

    (arrival,) = bench.wait_for(1)
    assert arrival.reference == messages[0].reference == f"{messages[0].delivery_id}-{attempt}"
