"""*Envoyer*, once: what is frozen is what was shown, or nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import InternalError, connection, transaction

from accounts.models import User
from accounts.roles import OFFICER
from alerts import lifecycle
from alerts.fingerprints import request_hash
from alerts.freeze import CountMoved, FreezeRefused
from alerts.models import Alert
from alerts.steering import stop
from messaging import addresses, sending
from messaging.clock import database_now
from messaging.models import Delivery, OutboxMessage, Sending
from tests.alerts.making import draft, leave
from tests.factories import fresh_number, person, say_stop, subscriber
from tests.journal import entries_about
from tests.places import VENDOME


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


def frozen(alice: User) -> Alert:
    return leave(draft(alice, VENDOME), by=alice)


@pytest.mark.django_db
def test_what_was_announced_is_frozen_and_the_journal_says_so(alice: User) -> None:
    shops = [subscriber(at=VENDOME) for _ in range(3)]

    alert = frozen(alice)

    assert alert.state == Alert.State.FROZEN
    assert alert.sending is not None
    assert alert.sending.frozen_count == alert.previewed_count == 3
    assert set(Delivery.objects.values_list("origin", flat=True)) == {shop.pk for shop in shops}
    assert entries_about(alert).get().details["frozen"] == 3


@pytest.mark.django_db
def test_two_shops_with_one_phone_get_one_sms(alice: User) -> None:
    shared = fresh_number()
    for _ in range(2):
        subscriber(at=VENDOME, phone=shared)

    alert = frozen(alice)

    assert alert.previewed_count == 1
    assert [bytes(row.address_hash) for row in Delivery.objects.all()] == [addresses.fingerprint(shared)]


@pytest.mark.django_db
def test_a_number_that_moved_rolls_everything_back_and_says_by_how_much(alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    for _ in range(6):
        subscriber(at=VENDOME)

    with pytest.raises(CountMoved) as moved:
        leave(alert, by=alice)

    assert (moved.value.announced, moved.value.found) == (1, 7)
    assert (Sending.objects.count(), Delivery.objects.count()) == (0, 0)
    alert.refresh_from_db()
    assert alert.state == Alert.State.DRAFT


@pytest.mark.django_db
def test_the_mode_can_never_change(alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    with pytest.raises(InternalError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(mode="EXERCISE")


@pytest.mark.django_db
def test_nobody_sends_anothers_draft_nor_after_losing_the_right(alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    bob = person("bob", OFFICER, sectors=("*",))
    with pytest.raises(FreezeRefused, match="auteur"):
        leave(alert, by=bob)

    alice.groups.clear()
    revoked = User.objects.get(pk=alice.pk)
    with pytest.raises(FreezeRefused, match="droit"):
        leave(alert, by=revoked)


@pytest.mark.django_db
def test_undoing_within_the_window_sends_nothing(alice: User, settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL = "outbox"
    subscriber(at=VENDOME)
    alert = frozen(alice)

    cancelled = stop(alert=alert, by=alice, now=database_now())
    sending.drain()

    assert cancelled.state == Alert.State.CANCELLED
    assert OutboxMessage.objects.count() == 0
    assert Delivery.objects.get().state == "SKIPPED_STOPPED"


@pytest.mark.django_db
def test_an_alert_follows_its_sending_to_the_end(alice: User, settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL, settings.UNDO_SECONDS = "outbox", 0
    subscriber(at=VENDOME)
    alert = frozen(alice)

    sending.drain()
    lifecycle.settle(now=database_now())
    alert.refresh_from_db()

    assert alert.state == Alert.State.COMPLETED
    assert alert.code in OutboxMessage.objects.get().text


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_freeze_one_list(alice: User) -> None:
    for _ in range(3):
        subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    def click(_: int) -> int | None:
        try:
            return leave(alert, by=alice).sending_id
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as clicks:
        sendings = set(clicks.map(click, range(20)))

    assert len(sendings) == 1
    assert (Sending.objects.count(), Delivery.objects.count()) == (1, 3)


@pytest.mark.django_db
def test_who_stops_between_preview_and_freeze_is_left_out(alice: User) -> None:
    staying, leaving = subscriber(at=VENDOME), subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    say_stop(leaving)
    leave(alert, by=alice)

    assert [row.origin for row in Delivery.objects.all()] == [staying.pk]


@pytest.mark.parametrize("before", list(lifecycle.MOVES))
@pytest.mark.parametrize("after", list(lifecycle.MOVES))
def test_a_finished_alert_never_moves_again_but_for_a_declared_resend(before: str, after: str) -> None:
    finished = {"COMPLETED", "CANCELLED", "REJECTED", "EXPIRED"}

    if before in finished and (before, after) != ("COMPLETED", "DISPATCHING"):
        assert after not in lifecycle.MOVES[before]
    if after == "DISPATCHING":
        assert (after in lifecycle.MOVES[before]) == (before in {"FROZEN", "COMPLETED"})


def test_large_numbers_are_written_alike_in_a_refusal_and_above_the_button() -> None:
    assert "2\u202f281 annoncés, 2\u202f402 maintenant" in str(CountMoved(announced=2281, found=2402))


@pytest.mark.django_db
def test_a_text_with_a_gap_does_not_leave_whoever_wrote_it(alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    alert.text = "Vol par substitution {lieu}. Un doute : 17."
    alert.request_hash = request_hash(alert)
    alert.save()

    with pytest.raises(FreezeRefused, match=r"^\{lieu\} n’est pas rempli"):
        leave(alert, by=alice)

    assert not Sending.objects.exists()
