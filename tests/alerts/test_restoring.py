"""A restored system: its alerts are closed, *Envoyer* refuses, and a person lets new ones leave."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import JournalEntry, User
from accounts.roles import OFFICER, SUPERVISOR
from alerts import restoring
from alerts.freeze import FreezeRefused
from alerts.models import Alert
from messaging import sending
from messaging.clock import database_now
from messaging.models import OutboxMessage, Standstill
from tests.alerts.making import draft, leave
from tests.factories import person, subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


@pytest.fixture(autouse=True)
def _at_once(settings: pytest.FixtureRequest) -> None:
    settings.SMS_CHANNEL, settings.UNDO_SECONDS = "outbox", 0


def hold() -> None:
    now = database_now()
    Standstill.objects.create(began_at=now, snapshot_at=now)


def test_envoyer_refuses_while_nothing_may_leave_and_keeps_the_draft(alice: User) -> None:
    subscriber(at=VENDOME)
    hold()
    alert = draft(alice, VENDOME)

    with pytest.raises(FreezeRefused, match="restauration"):
        leave(alert, by=alice)

    alert.refresh_from_db()
    assert (alert.state, alert.sending_id) == (Alert.State.DRAFT, None)


def test_an_alert_that_was_leaving_ends_and_says_that_nobody_knows(alice: User) -> None:
    subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)
    hold()

    restoring.settle(now=database_now())
    restoring.release(by=alice, now=database_now())

    alert.refresh_from_db()
    assert alert.state == Alert.State.COMPLETED
    assert sending.drain() == 0
    assert OutboxMessage.objects.count() == 0


def test_a_draft_of_the_backup_cannot_be_sent_from_an_old_page(alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    hold()
    restoring.release(by=alice, now=database_now())

    with pytest.raises(FreezeRefused, match="annulée"):
        leave(alert, by=alice)


def test_a_new_alert_leaves_after_the_release_and_the_journal_names_who_released(alice: User) -> None:
    subscriber(at=VENDOME)
    eve = person("eve", SUPERVISOR, sectors=("*",))
    hold()

    restoring.release(by=eve, now=database_now())
    leave(draft(alice, VENDOME), by=alice)

    assert sending.drain() == 1
    verbs = JournalEntry.objects.order_by("pk").values_list("verb", "actor")
    assert list(verbs)[:2] == [("standstill.settle", None), ("standstill.release", eve.pk)]


def test_a_shell_releases_only_when_told_to(alice: User) -> None:
    hold()

    with pytest.raises(CommandError, match="--yes"):
        call_command("release", stdout=StringIO())
    assert Standstill.objects.filter(released_at=None).exists()

    said = StringIO()
    call_command("release", "--yes", stdout=said)
    assert "0 en cours de remise et 0 en attente" in said.getvalue()
    assert not Standstill.objects.filter(released_at=None).exists()


def test_a_second_release_at_a_shell_says_that_nothing_is_held(geography: None) -> None:
    said = StringIO()
    call_command("release", "--yes", stdout=said)

    assert "rien à reprendre" in said.getvalue()
