"""A full disk is known by its refusals, and over once a trial finds room."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from messaging import alarms, heartbeats, room
from messaging.clock import database_now
from messaging.tasks import ring
from tests.messaging.full_disk import SHUT_OUT, full, no_room_for_a_trial, shut_out
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db(transaction=True)

GROUP = 2


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.VAR_DIR, settings.SMS_CHANNEL = tmp_path, "outbox"
    settings.SUBMIT_GROUP_SIZE = settings.CHUNK_SIZE = GROUP
    for name in heartbeats.WATCHED:
        heartbeats.beat(name)
    yield
    connection.close()


def conditions() -> list[str]:
    return [alarm.condition for alarm in alarms.raised(now=database_now())]


def test_a_refused_row_is_remembered_until_a_trial_finds_room() -> None:
    with full("messaging_delivery"), pytest.raises(room.NoRoom, match="plein"), room.refusals():
        frozen(numbers(1))

    with no_room_for_a_trial():
        assert room.is_full()
        assert conditions() == ["full"]
    assert not room.is_full()
    assert room.full_since() is None
    assert conditions() == []


def test_another_trouble_of_the_database_is_not_called_full() -> None:
    with pytest.raises(OperationalError), room.refusals(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)")

    assert room.full_since() is None


@pytest.mark.parametrize("sentence", SHUT_OUT)
def test_who_is_not_let_in_for_want_of_room_knows_that_it_is_full(sentence: str) -> None:
    with shut_out(sentence):
        with pytest.raises(room.NoRoom), room.demanded():
            database_now()
        assert room.is_full()
    assert not room.is_full()


@pytest.mark.parametrize("sentence", ["the database system is starting up", "could not write init file: EIO"])
def test_who_is_not_let_in_for_another_reason_is_not_told_that_it_is_full(sentence: str) -> None:
    with shut_out(sentence), pytest.raises(OperationalError), room.demanded():
        database_now()
    assert room.full_since() is None


def test_a_refusal_that_cannot_be_remembered_is_a_refusal_all_the_same(settings: Any, tmp_path: Path) -> None:
    """The folder may lie on the same disk."""
    settings.VAR_DIR = tmp_path / "file"
    settings.VAR_DIR.touch()
    with shut_out(SHUT_OUT[0]), pytest.raises(room.NoRoom), room.refusals():
        database_now()


@pytest.mark.parametrize("send", [lambda: call_command("dispatcher", "--once"), ring])
def test_who_sends_and_is_not_let_in_waits_for_room(send: Any) -> None:
    queued = frozen(numbers(1))
    with shut_out(SHUT_OUT[0]):
        send()
        assert room.full_since() is not None
    assert states(queued) == {"QUEUED": 1}

    send()
    assert "QUEUED" not in states(queued)


@pytest.mark.parametrize("send", [lambda: call_command("dispatcher", "--once"), ring])
def test_nothing_more_leaves_once_an_answer_could_not_be_written_down(send: Any) -> None:
    """One group may have left: the others wait, however often somebody tries."""
    queued = frozen(numbers(10))
    with full("messaging_attempt"), no_room_for_a_trial():
        for _ in range(3):
            send()
        assert states(queued)["QUEUED"] == 10 - GROUP

    call_command("dispatcher", "--once")
    assert "QUEUED" not in states(queued)
