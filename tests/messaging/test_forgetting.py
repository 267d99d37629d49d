"""What is forgotten of texts that left, and what stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from messaging import forgetting, receipts, sending, steering
from messaging.clock import database_now
from messaging.forgetting import ADDRESSES_FOR, RECEIPTS_FOR, forget_addresses, forget_receipts
from messaging.models import Attempt, Delivery, OutboxMessage, Receipt, Sending, SubmittedPart
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _phones_on_a_page(settings: Any) -> None:
    settings.SMS_CHANNEL = "outbox"


def alone(queued: Sending) -> Sending:
    """Without what its list was taken from."""
    Sending.objects.exclude(pk=queued.pk).delete()
    return queued


def left(count: int = 3) -> Sending:
    """A sending that went to so many, each part of it under a name of the gateway, before any receipt."""
    queued = alone(frozen(numbers(count)))
    sending.drain()
    Receipt.objects.all().delete()
    for delivery in Delivery.objects.filter(sending=queued):
        SubmittedPart.objects.create(
            gateway="ovh", reference=f"ovh-{delivery.pk}", delivery=delivery, attempt=1, part=1, parts=1
        )
    return queued


def known(of: Sending) -> int:
    return Delivery.objects.filter(sending=of).exclude(address_sealed=b"", origin=None).count()


def came(delivery: Delivery, *, at: datetime, attempt: int = 1) -> None:
    told = receipts.Callback(
        gateway="kannel", state="DELIVERED", delivery_id=delivery.pk, attempt=attempt, payload={"at": str(at)}
    )
    receipts.record_all([told], now=at)


class TestReceipts:
    def test_they_go_after_a_month_and_the_state_that_they_gave_stays(self) -> None:
        queued = left(1)
        now = database_now()
        came(queued.deliveries.get(), at=now)

        assert forget_receipts(now=now + RECEIPTS_FOR - MINUTE) == 0
        assert forget_receipts(now=now + RECEIPTS_FOR + MINUTE) == 1

        assert not Receipt.objects.exists()
        assert states(queued) == {"DELIVERED": 1}

    def test_younger_ones_stay(self) -> None:
        delivery = left(1).deliveries.get()
        now = database_now()
        came(delivery, at=now - RECEIPTS_FOR - MINUTE)
        came(delivery, at=now)

        forget_receipts(now=now)

        assert Receipt.objects.get().received_at == now

    def test_many_go_in_several_calls(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(forgetting, "AT_ONCE", 2)
        delivery = left(1).deliveries.get()
        now = database_now()
        for attempt in range(3):
            came(delivery, at=now, attempt=attempt)

        gone = [forget_receipts(now=now + RECEIPTS_FOR + MINUTE) for _ in range(3)]

        assert gone == [2, 1, 0]

    def test_one_that_comes_again_after_that_changes_nothing(self) -> None:
        queued = left(1)
        now = database_now()
        came(queued.deliveries.get(), at=now)
        forget_receipts(now=now + RECEIPTS_FOR + MINUTE)

        came(queued.deliveries.get(), at=now)

        assert states(queued) == {"DELIVERED": 1}


class TestAddresses:
    def test_they_go_after_three_months_and_no_sooner(self) -> None:
        queued = left()

        assert forget_addresses(now=queued.created_at + ADDRESSES_FOR - MINUTE) == 0
        assert known(queued) == 3
        assert forget_addresses(now=queued.created_at + ADDRESSES_FOR + MINUTE) == 3
        assert known(queued) == 0

    def test_only_what_became_of_each_stays(self) -> None:
        queued = left()
        hashes = set(queued.deliveries.values_list("address_hash", flat=True))

        forget_addresses(now=queued.created_at + ADDRESSES_FOR + MINUTE)

        assert states(queued) == {"DELIVERED": 3}
        assert Attempt.objects.filter(delivery__sending=queued).count() == 3
        assert not SubmittedPart.objects.exists()
        after = set(queued.deliveries.values_list("address_hash", flat=True))
        assert len(after) == 3
        assert not {bytes(one) for one in hashes} & {bytes(one) for one in after}

    def test_each_sending_has_its_turn_and_says_since_when(self) -> None:
        first = left(2)
        second = frozen(numbers(3))
        later = database_now() + ADDRESSES_FOR + MINUTE

        gone = [forget_addresses(now=later) for _ in range(4)]

        # The list of `second` was taken from a third one.
        assert gone == [2, 3, 3, 0]
        first.refresh_from_db()
        second.refresh_from_db()
        assert first.addresses_forgotten_at == second.addresses_forgotten_at == later

    def test_what_a_page_of_phones_shows_goes_with_it(self) -> None:
        queued = left()
        assert OutboxMessage.objects.count() == 3

        forget_addresses(now=queued.created_at + ADDRESSES_FOR)

        assert not OutboxMessage.objects.exists()

    def test_a_long_list_goes_in_several_calls(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(forgetting, "AT_ONCE", 2)
        queued = left()
        later = queued.created_at + ADDRESSES_FOR + MINUTE

        assert forget_addresses(now=later) == 2
        queued.refresh_from_db()
        assert queued.addresses_forgotten_at is None
        assert forget_addresses(now=later) == 1
        queued.refresh_from_db()
        assert queued.addresses_forgotten_at == later

    def test_what_may_still_leave_is_still_known(self) -> None:
        queued = alone(frozen(numbers(2), valid=ADDRESSES_FOR * 2))

        forget_addresses(now=queued.created_at + ADDRESSES_FOR + MINUTE)

        assert known(queued) == 2

    def test_a_pause_that_nobody_ended_leaves_rows_that_are_too_late(self) -> None:
        queued = alone(frozen(numbers(2), valid=timedelta(0)))
        steering.pause(sending=queued)
        forget_addresses(now=queued.created_at + ADDRESSES_FOR + MINUTE)

        steering.resume(sending=queued)
        sending.drain()

        assert states(queued) == {"SKIPPED_EXPIRED": 2}


@pytest.mark.django_db(transaction=True)
def test_the_sweep_forgets_both() -> None:
    queued = left(1)
    long_ago = database_now() - ADDRESSES_FOR - MINUTE
    came(queued.deliveries.get(), at=long_ago)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_sending SET created_at = %s, valid_until = %s", [long_ago, long_ago])

    call_command("dispatcher", "--once")

    assert known(queued) == 0
    assert not Receipt.objects.exists()
