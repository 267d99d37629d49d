import itertools
from datetime import timedelta

import pytest

from messaging import groups, leasing, receipts
from messaging.channels.base import Outcome, Result
from messaging.clock import database_now
from messaging.models import Attempt, Delivery, Receipt
from messaging.receipts import Callback
from messaging.states import MOVES
from tests.messaging.queue import frozen, numbers


def receive(delivery: Delivery, state: str) -> bool:
    came = Callback(gateway="kannel", delivery_id=delivery.pk, state=state, payload={"s": state})
    return receipts.record_all([came], now=database_now()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["QUEUED", "SUBMITTING", "UNKNOWN", "ACCEPTED"])
def test_a_receipt_settles_a_row_that_we_have_not_written_back(before: str) -> None:
    delivery = Delivery.objects.get(sending=frozen(numbers(1)))
    Delivery.objects.filter(pk=delivery.pk).update(state=before)

    receive(delivery, "DELIVERED")

    delivery.refresh_from_db()
    assert delivery.state == "DELIVERED"


@pytest.mark.django_db
def test_a_failure_of_a_call_that_was_refused_leaves_the_row_in_the_queue() -> None:
    """A Kannel without its network answers 403, and calls back "failed" for the same call."""
    delivery = Delivery.objects.get(sending=frozen(numbers(1)))
    Delivery.objects.filter(pk=delivery.pk).update(state="QUEUED", attempts=1)

    receive(delivery, "FAILED")

    delivery.refresh_from_db()
    assert delivery.state == "QUEUED"


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_comes_before_we_have_read_the_refusal_is_tried_again_too() -> None:
    queued = frozen(numbers(1))
    lease = leasing.take(now=database_now())
    assert lease is not None
    group = groups.mark(lease, gateway="kannel", size=1, now=database_now())
    assert group is not None
    delivery = Delivery.objects.get(sending=queued)
    receive(delivery, "FAILED")

    refused = [Result(delivery.pk, Outcome.NOT_SENT, "passerelle sans réseau")]
    groups.write(lease, group, refused, gateway_is_well=True, now=database_now())

    delivery.refresh_from_db()
    assert delivery.state == "QUEUED"


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


def submitted(to: int, *references: str) -> Delivery:
    """A delivery whose first call was accepted under these names of its parts."""
    delivery = Delivery.objects.filter(sending=frozen(numbers(to))).latest("pk")
    Delivery.objects.filter(pk=delivery.pk).update(state="ACCEPTED", attempts=1)
    receipts.keep_references("smpp", {delivery.pk: references}, {delivery.pk: 1}, now=database_now())
    return delivery


def tell(reference: str, state: str, *, gateway: str = "smpp", **payload: str) -> None:
    came = Callback(gateway=gateway, reference=reference, state=state, payload=payload)
    receipts.record_all([came], now=database_now())


def state_of(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(itertools.permutations(["a", "b", "c"])))
def test_a_text_is_delivered_when_all_of_its_parts_are(order: tuple[str, ...]) -> None:
    delivery = submitted(1, "a", "b", "c")

    for reference in order[:-1]:
        tell(reference, "DELIVERED")
        tell(reference, "DELIVERED")
        assert state_of(delivery) == "SENT"
    tell(order[-1], "DELIVERED")

    assert state_of(delivery) == "DELIVERED"


@pytest.mark.django_db
def test_a_text_has_failed_when_one_of_its_parts_has() -> None:
    delivery = submitted(1, "a", "b")

    tell("a", "FAILED")
    tell("b", "DELIVERED")

    assert state_of(delivery) == "FAILED"


@pytest.mark.django_db
def test_a_receipt_that_comes_before_we_know_its_name_is_kept_and_merged() -> None:
    tell("early", "DELIVERED")

    delivery = submitted(1, "early")

    assert state_of(delivery) == "DELIVERED"
    assert Receipt.objects.get().delivery == delivery


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "state"), [(14, "DELIVERED"), (16, "ACCEPTED")])
def test_a_receipt_much_older_than_the_call_speaks_of_an_earlier_text(minutes: int, state: str) -> None:
    """A gateway that counts from 1 again gives the name once more: what nobody matched is not of today."""
    now = database_now()
    early = receipts.Callback(gateway="smpp", reference="7", state="DELIVERED")
    receipts.record_all([early], now=now - timedelta(minutes=minutes))
    delivery = Delivery.objects.get(sending=frozen(numbers(1)))
    Delivery.objects.filter(pk=delivery.pk).update(state="ACCEPTED", attempts=1)
    Attempt.objects.create(delivery=delivery, number=1, gateway="smpp", outcome="ACCEPTED", ended_at=now)

    receipts.keep_references("smpp", {delivery.pk: ["7"]}, {delivery.pk: 1}, now=now)
    receipts.merge_early(now=now)

    assert state_of(delivery) == state


@pytest.mark.django_db
def test_a_name_that_is_given_again_means_its_newest_holder() -> None:
    first, second = Delivery.objects.filter(sending=frozen(numbers(2))).order_by("pk")
    for delivery, day in ((first, "2511252231"), (second, "2511262231")):
        Delivery.objects.filter(pk=delivery.pk).update(state="ACCEPTED", attempts=1)
        receipts.keep_references("smpp", {delivery.pk: ["7"]}, {delivery.pk: 1}, now=database_now())
        tell("7", "DELIVERED", stat="DELIVRD", err="000", done_date=day)

    assert [state_of(first), state_of(second)] == ["DELIVERED", "DELIVERED"]


@pytest.mark.django_db
def test_a_receipt_of_another_gateways_part_is_nobodys() -> None:
    delivery = submitted(1, "a")

    tell("a", "DELIVERED", gateway="ovh")

    assert state_of(delivery) == "ACCEPTED"


@pytest.mark.django_db
def test_a_batch_of_receipts_counts_each_once_and_the_highest_rank_stays() -> None:
    deliveries = list(Delivery.objects.filter(sending=frozen(numbers(20))))
    came = [
        receipts.Callback(gateway="kannel", delivery_id=delivery.pk, attempt=1, state=state)
        for delivery in deliveries
        for state in ("DELIVERED", "SENT", "FAILED", "SENT")
    ]

    assert receipts.record_all([*came, *came], now=database_now()) == 60
    assert receipts.record_all(came, now=database_now()) == 0
    assert {state_of(delivery) for delivery in deliveries} == {"DELIVERED"}


@pytest.mark.django_db
def test_a_receipt_for_a_delivery_that_is_not_ours_is_kept_and_moves_nothing() -> None:
    delivery = Delivery.objects.get(sending=frozen(numbers(1)))
    stranger = receipts.Callback(gateway="kannel", delivery_id=2**60, attempt=1, state="DELIVERED")

    assert receipts.record_all([stranger], now=database_now()) == 1
    assert (state_of(delivery), Receipt.objects.get().delivery) == ("QUEUED", None)
