"""Replies for a person to read: whose territory, who read them, and that the journal knows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import OFFICER, SUPERVISOR
from messaging import addresses
from messaging.clock import database_now
from messaging.models import InboundMessage
from subscribers import reading, stopping
from subscribers.models import Subscriber
from tests.factories import fresh_number, person, subscriber
from tests.journal import entries_about
from tests.messaging.queue import frozen
from tests.places import CRETEIL, VENDOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


def wrote(number: str, text: str = "Deux hommes chez moi") -> InboundMessage:
    stored = stopping.receive(
        gateway="outbox", reference=str(uuid4()), number=number, text=text, now=database_now()
    )
    assert stored is not None
    return stored


def shop(at: tuple[float, float] = VENDOME) -> tuple[Subscriber, str]:
    number = fresh_number()
    return subscriber(at=at, phone=number), number


def test_an_officer_reads_the_shops_of_their_own_territory(alice: User) -> None:
    _, here = shop()
    _, there = shop(CRETEIL)
    mine = wrote(here)
    wrote(there)
    wrote(fresh_number())

    assert list(reading.visible_to(alice)) == [mine]


def test_who_acts_everywhere_reads_unknown_phones_too_and_who_acts_nowhere_nothing(alice: User) -> None:
    wrote(fresh_number())

    assert reading.visible_to(person("eve", SUPERVISOR, sectors=("*",))).count() == 1
    assert reading.visible_to(person("zoe", OFFICER)).count() == 0


def test_stop_and_start_are_not_for_a_person(alice: User) -> None:
    _, number = shop()
    for text in ("STOP", "start"):
        wrote(number, text)

    assert reading.visible_to(alice).count() == 0


def test_a_reply_comes_with_the_shops_that_share_its_phone_here(alice: User) -> None:
    shared = fresh_number()
    here, too = (subscriber(at=VENDOME, phone=shared) for _ in range(2))
    subscriber(at=CRETEIL, phone=shared)

    (reply,) = reading.with_shops([wrote(shared)], for_user=alice)

    assert {one.pk for one in reply.shops} == {here.pk, too.pk}
    assert reply.reader is None


def test_marking_says_who_and_when_once_and_the_journal_knows(alice: User) -> None:
    _, number = shop()
    message, now = wrote(number), database_now()

    assert reading.mark_read(ids=[message.pk], by=alice, now=now) == 1
    later = now + timedelta(minutes=1)
    assert reading.mark_read(ids=[message.pk], by=person("bob", OFFICER, sectors=("*",)), now=later) == 0

    message.refresh_from_db()
    assert (message.read_by, message.read_at) == (alice.pk, now)
    assert [(entry.actor, entry.verb) for entry in entries_about(message)] == [(alice, "reply.read")]
    assert reading.with_shops([message], for_user=alice)[0].reader == alice


def test_what_is_elsewhere_stays_unread(alice: User) -> None:
    _, there = shop(CRETEIL)
    message = wrote(there)

    assert reading.mark_read(ids=[message.pk], by=alice, now=database_now()) == 0
    message.refresh_from_db()
    assert message.read_at is None


def test_the_database_refuses_a_reading_by_nobody(alice: User) -> None:
    message = wrote(fresh_number())

    with pytest.raises(IntegrityError), transaction.atomic():
        InboundMessage.objects.filter(pk=message.pk).update(read_at=database_now())


def test_replies_of_the_recipients_of_a_sending_since_it_left(alice: User) -> None:
    number, other = fresh_number(), fresh_number()
    before = wrote(number)
    sending = frozen([number])
    left_at = database_now()
    after = wrote(number, "Encore eux")
    wrote(other)

    found = InboundMessage.objects.from_recipients_of(sending.pk, since=left_at)

    assert list(found) == [after]
    assert before.address_hash == addresses.fingerprint(number)
