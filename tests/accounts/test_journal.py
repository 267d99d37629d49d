import pytest
from django.db import InternalError, transaction

from accounts import journal
from accounts.models import JournalEntry
from accounts.roles import OFFICER
from tests.factories import NOON, person
from tests.journal import entries_about

pytestmark = pytest.mark.django_db


def test_a_line_says_who_what_and_when() -> None:
    alice = person("alice", OFFICER)

    journal.record(actor=alice, verb="alert.stop", target=alice, now=NOON, count=3)

    (line,) = entries_about(alice)
    assert (line.actor, line.verb, line.at, line.details) == (alice, "alert.stop", NOON, {"count": 3})


def test_the_database_refuses_to_change_a_line() -> None:
    journal.record(actor=None, verb="alert.stop", now=NOON)

    with pytest.raises(InternalError), transaction.atomic():
        JournalEntry.objects.update(verb="nothing")


def test_the_database_refuses_to_remove_a_line() -> None:
    journal.record(actor=None, verb="alert.stop", now=NOON)

    with pytest.raises(InternalError), transaction.atomic():
        JournalEntry.objects.all().delete()


def test_a_fingerprint_that_happens_to_begin_like_a_number_is_none() -> None:
    journal.record(actor=None, verb="alert.freeze", now=NOON, list_hash="0612345678" + "9" * 54)

    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize(
    "details",
    [{"phone": "x"}, {"why": "appeler le 06 39 98 00 01"}, {"why": "+33639980001"}, {"to": "a@b.fr"}],
)
def test_a_number_or_an_address_never_enters_the_journal(details: dict[str, str]) -> None:
    with pytest.raises(journal.PersonalData):
        journal.record(actor=None, verb="test", now=NOON, **details)
