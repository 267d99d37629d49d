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
from tests.messaging.full_disk import full, no_room_for_a_trial
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
