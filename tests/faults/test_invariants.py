"""The judge itself: every invariant, broken once, is noticed."""

from collections import Counter
from dataclasses import replace

import pytest

from messaging.phone_log import PhonePart
from tests.faults.evidence import Evidence, Frozen, Row
from tests.faults.invariants import Verdict, judge

TEXT = "Vol place Vendome. Un doute : 17."


def phone(number: int, *, text: str = TEXT, part: int = 1) -> PhonePart:
    return PhonePart("2026-11-25 22:00:00", "GEOALERT", f"+33{number}", text, part, 1)


def row(number: int, state: str = "DELIVERED", **changes: object) -> Row:
    made = Row(number, 1, f"hash-{number}", state, 0, "", 1, 0, True)
    return replace(made, **changes)


def evidence(**changes: object) -> Evidence:
    """Three phones, each with its text once."""
    frozen = Frozen(1, 3, TEXT, {f"+33{number}": f"hash-{number}" for number in (1, 2, 3)})
    well = Evidence([frozen], [row(number) for number in (1, 2, 3)], [phone(number) for number in (1, 2, 3)])
    return replace(well, **changes)


def verdict(found: Evidence, bound: int = 0) -> Verdict:
    return judge(found, unknowns_at_most=bound)


def problems(**changes: object) -> str:
    return "\n".join(verdict(evidence(**changes)).problems)


def test_a_sending_that_went_well_passes() -> None:
    assert verdict(evidence()) == Verdict((), 0, 0, 0, 0, 0.0)


def test_a_row_too_few_does_not_add_up() -> None:
    assert "I1" in problems(rows=[row(1), row(2)])


def test_a_phone_that_rang_twice_is_a_duplicate() -> None:
    twice = evidence(phones=[phone(1), phone(1), phone(2), phone(3)])

    assert verdict(twice).duplicates == 1
    assert "I2" in verdict(twice).problems[0]


def test_what_the_gateway_doubled_by_itself_is_counted_apart() -> None:
    phones = [phone(1), phone(1), phone(2), phone(3)]
    once, twice = (evidence(phones=phones, asked=Counter({"+331": times})) for times in (1, 2))

    assert (verdict(once).duplicates, verdict(once).theirs, verdict(once).problems) == (0, 1, ())
    assert (verdict(twice).duplicates, verdict(twice).theirs) == (1, 0)


def test_a_declared_resend_is_none() -> None:
    rows = [row(1, resends=1), row(2), row(3)]

    assert problems(rows=rows, phones=[phone(1), phone(1), phone(2), phone(3)]) == ""


def test_a_part_that_never_came_is_noticed() -> None:
    two_parts = Frozen(1, 1, TEXT + "Suite.", {"+331": "hash-1"}, parts=2)

    assert "I2" in problems(frozen=[two_parts], rows=[row(1)], phones=[phone(1)])


def test_a_part_that_came_twice_stands_for_no_other() -> None:
    two_parts = Frozen(1, 1, TEXT + "Suite.", {"+331": "hash-1"}, parts=2)
    asked = Counter({"+331": 1})
    first, second = phone(1), phone(1, text="Suite.", part=2)

    def said(phones: list[PhonePart]) -> str:
        return problems(frozen=[two_parts], rows=[row(1)], phones=phones, asked=asked)

    assert "some parts" in said([first, first])
    assert said([first, first, second]) == ""


def test_a_stranger_who_received_something_is_noticed() -> None:
    assert "I3" in problems(phones=[phone(1), phone(2), phone(3), phone(4)])


def test_an_exercise_that_rings_is_noticed() -> None:
    exercise = replace(evidence().frozen[0], rings=False)

    assert "I3" in problems(frozen=[exercise])
    assert problems(frozen=[exercise], phones=[]) == ""


def test_what_left_after_a_stop_is_noticed() -> None:
    assert "I4" in problems(stopped=frozenset({2}))


def test_somebody_who_had_said_stop_is_noticed() -> None:
    assert "I5" in problems(suppressed=frozenset({"hash-2"}))


@pytest.mark.parametrize("state", ["REJECTED", "SKIPPED_STOPPED", "SKIPPED_SUPPRESSED"])
def test_a_row_that_denies_what_its_phone_received_is_noticed(state: str) -> None:
    assert "I6" in problems(rows=[row(1), row(2), row(3, state)])


def test_a_phone_that_rang_without_a_call_is_noticed() -> None:
    assert "I6" in problems(rows=[row(1), row(2), row(3, attempts=0, receipts=False)])


def test_a_row_that_still_waits_is_not_finished() -> None:
    assert "I7" in problems(rows=[row(1), row(2), row(3, "QUEUED")], phones=[phone(1), phone(2)])
    assert "I7" in problems(open_chunks=1)


@pytest.mark.parametrize("state", ["REJECTED", "FAILED", "EXPIRED", "SKIPPED_EXPIRED", "SKIPPED_STOPPED"])
def test_somebody_who_was_given_up_is_noticed(state: str) -> None:
    assert "I8" in problems(rows=[row(1), row(2), row(3, state)], phones=[phone(1), phone(2)])


def test_who_was_stopped_or_had_said_stop_was_not_given_up() -> None:
    rows = [row(1), row(2, "SKIPPED_STOPPED"), row(3, "SKIPPED_SUPPRESSED")]
    asked = {"stopped": frozenset({2}), "suppressed": frozenset({"hash-3"})}

    assert problems(rows=rows, phones=[phone(1)], **asked) == ""
    assert "I8" in problems(rows=rows, phones=[phone(1)])


def test_a_row_that_left_by_its_own_word_alone_is_lost() -> None:
    silent = evidence(phones=[phone(1), phone(2)])

    assert verdict(silent).lost == 1
    assert "lost" in verdict(silent).problems[0]


def test_an_unknown_is_no_loss_within_its_bound() -> None:
    honest = evidence(rows=[row(1), row(2), row(3, "UNKNOWN")], phones=[phone(1), phone(2)])

    assert verdict(honest, bound=1).problems == ()
    assert verdict(honest, bound=1).unknowns == 1
    assert "unknowns" in verdict(honest, bound=0).problems[0]


def test_what_a_receipt_settled_counts_as_an_unknown_all_the_same() -> None:
    settled = evidence(rows=[row(1, unknown_attempts=1), row(2, reason="interrompu"), row(3)])

    assert verdict(settled, bound=2).unknowns == 2
