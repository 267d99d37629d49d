import itertools

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from messaging import receipts
from messaging.clock import database_now
from messaging.models import Delivery, Receipt
from messaging.states import MOVES
from tests.messaging.queue import frozen, numbers

RANK = ["ACCEPTED", "SENT", "FAILED", "EXPIRED", "DELIVERED"]


def receive(delivery: Delivery, state: str) -> bool:
    return receipts.record(
        gateway="kannel",
        delivery_id=delivery.pk,
        attempt=1,
        state=state,
        payload={"s": state},
        now=database_now(),
    )


class TestOrders(TestCase):
    """Receipts come twice, late and in any order: the highest rank stays."""

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.sampled_from(RANK), min_size=1, max_size=8))
    def test_the_highest_rank_stays_whatever_the_order(self, order: list[str]) -> None:
        delivery = Delivery.objects.get(sending=frozen(numbers(1)))

        for state in order:
            receive(delivery, state)

        delivery.refresh_from_db()
        assert delivery.state == max(order, key=RANK.index)


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["QUEUED", "SUBMITTING", "UNKNOWN", "ACCEPTED"])
def test_a_receipt_settles_a_row_that_we_have_not_written_back(before: str) -> None:
    delivery = Delivery.objects.get(sending=frozen(numbers(1)))
    Delivery.objects.filter(pk=delivery.pk).update(state=before)

    receive(delivery, "DELIVERED")

    delivery.refresh_from_db()
    assert delivery.state == "DELIVERED"


@pytest.mark.django_db
def test_the_same_receipt_is_stored_once() -> None:
    delivery = Delivery.objects.get(sending=frozen(numbers(1)))

    assert [receive(delivery, "SENT") for _ in range(10)] == [True] + [False] * 9
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(("before", "after"), list(itertools.product(MOVES, MOVES)))
def test_a_final_state_is_left_by_delivered_or_by_a_persons_word_only(before: str, after: str) -> None:
    final = {"DELIVERED", "SKIPPED_SUPPRESSED", "SKIPPED_STOPPED", "SKIPPED_EXPIRED"}

    if before in final:
        assert after not in MOVES[before]
    if before in {"FAILED", "REJECTED", "EXPIRED"} and after in MOVES[before]:
        assert after in {"DELIVERED", "EXPIRED", "QUEUED"}  # queued: a person has it tried again


@pytest.mark.django_db
def test_kannel_calls_back_and_the_row_moves(client: Client, settings: pytest.FixtureRequest) -> None:
    delivery = Delivery.objects.get(sending=frozen(numbers(1)))
    url = reverse("api:kannel-receipt", args=[settings.RECEIPT_SECRET])

    answer = client.get(url, {"d": delivery.pk, "n": "1", "s": "1"})

    delivery.refresh_from_db()
    assert (answer.status_code, delivery.state) == (200, "DELIVERED")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("secret", "query"),
    [
        ("guess", {"d": "1", "n": "1", "s": "1"}),
        ("", {"d": "1", "n": "1", "s": "99"}),
        ("", {"d": "x", "n": "1", "s": "1"}),
        ("", {"d": "1", "n": "0", "s": "1"}),
        ("", {"d": "9" * 19, "n": "1", "s": "1"}),
        ("", {}),
    ],
)
def test_a_forged_or_unreadable_receipt_is_not_found(
    client: Client, settings: pytest.FixtureRequest, secret: str, query: dict[str, str]
) -> None:
    url = reverse("api:kannel-receipt", args=[secret or settings.RECEIPT_SECRET])

    assert client.get(url, query).status_code == 404
    assert Receipt.objects.count() == 0
