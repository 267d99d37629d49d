"""Receipts come twice, late, before our own commit, of parts, of two calls, in any order: one state stays."""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from messaging import receipts
from messaging.clock import database_now
from messaging.models import Delivery, Mode, Sending, SubmittedPart
from messaging.receipts import Callback
from tests.profiles import examples

RANK = ["ACCEPTED", "SENT", "FAILED", "EXPIRED", "DELIVERED"]
CALLS = 2


@dataclass(frozen=True)
class Told:
    """One receipt: of a whole call by our own name, or of one part by the gateway's (`part` 0: the whole)."""

    attempt: int
    part: int
    state: str


def receipts_of(parts: int) -> st.SearchStrategy[Told]:
    return st.builds(Told, st.integers(1, CALLS), st.integers(0, parts), st.sampled_from(RANK))


@st.composite
def orders(draw: st.DrawFn) -> tuple[int, list[Told], int]:
    """Parts of the text, receipts (some of them twice) as they come, and after how many we commit our own."""
    parts = draw(st.integers(1, 3))
    once = draw(st.lists(receipts_of(parts), max_size=8))
    again = draw(st.lists(st.sampled_from(once), max_size=4)) if once else []
    order = draw(st.permutations(once + again))
    return parts, order, draw(st.integers(0, len(order)))


def expected(parts: int, told: list[Told]) -> str:
    """The highest rank of the last call; that any call arrived, with all its parts, absorbs all."""
    arrived = {(one.attempt, one.part) for one in told if one.state == "DELIVERED"}
    if any((call, 0) in arrived or _all_parts(call, parts) <= arrived for call in (1, CALLS)):
        return "DELIVERED"
    last = ["SENT" if one.state == "DELIVERED" else one.state for one in told if one.attempt == CALLS]
    return max(last, key=RANK.index, default="UNKNOWN")


def _all_parts(call: int, parts: int) -> set[tuple[int, int]]:
    return {(call, part) for part in range(1, parts + 1)}


class TestOrders(TestCase):
    @settings(max_examples=examples(quick=200, long=1_000))
    @given(orders())
    def test_one_state_stays_whatever_the_order(self, drawn: tuple[int, list[Told], int]) -> None:
        parts, order, known_after = drawn
        delivery = self._delivery()

        for come, told in enumerate(order):
            if come == known_after:
                self._name_the_parts(delivery, parts)
            self._receive(delivery, told)
        if known_after == len(order):
            self._name_the_parts(delivery, parts)
        receipts.merge_early(now=database_now())

        delivery.refresh_from_db()
        assert delivery.state == expected(parts, order)

    def _delivery(self) -> Delivery:
        """Called twice, and nothing is known of it."""
        now = database_now()
        sending = Sending.objects.create(
            text="Vol.", parts=1, mode=Mode.LIVE, valid_until=now + timedelta(hours=1), created_at=now
        )
        return Delivery.objects.create(
            sending=sending,
            chunk_number=0,
            channel="SMS",
            address_hash=bytes(32),
            address_sealed=b"sealed",
            state=Delivery.State.UNKNOWN,
            attempts=CALLS,
            updated_at=now,
        )

    def _receive(self, delivery: Delivery, told: Told) -> None:
        if told.part:
            came = Callback(gateway="smpp", reference=f"{told.attempt}-{told.part}", state=told.state)
        else:
            came = Callback(gateway="kannel", delivery_id=delivery.pk, attempt=told.attempt, state=told.state)
        receipts.record_all([came], now=database_now())

    def _name_the_parts(self, delivery: Delivery, parts: int) -> None:
        SubmittedPart.objects.bulk_create(
            SubmittedPart(
                gateway="smpp",
                reference=f"{call}-{part}",
                delivery=delivery,
                attempt=call,
                part=part,
                parts=parts,
            )
            for call in range(1, CALLS + 1)
            for part in range(1, parts + 1)
        )
