"""A watchman without a database raises what can be known without it, and calls nothing over."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from geoalert.management.commands.watchman import look
from messaging import heartbeats, room
from messaging.clock import database_now
from messaging.models import Gateway
from messaging.vigil import Vigil
from tests.messaging.full_disk import SHUT_OUT, shut_out

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _everybody_is_heard(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    for name in heartbeats.watched():
        heartbeats.beat(name)


def lines(caplog: pytest.LogCaptureFixture, event: str) -> list[str]:
    """The conditions that the log names with that event."""
    found = (record.msg for record in caplog.records if isinstance(record.msg, dict))
    return [line["condition"] for line in found if line["event"] == event]


def test_a_full_disk_that_lets_nobody_in_is_raised_once_and_what_lasts_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now, vigil = database_now(), Vigil()
    gateway = Gateway.objects.create(
        name="kannel", refilled_at=now, opened_at=now, probe_at=now + timedelta(hours=9)
    )
    look(vigil)
    with shut_out(SHUT_OUT[0]):
        look(vigil)
        look(vigil)

        assert lines(caplog, "alarm raised") == ["breaker", "full"]
        assert lines(caplog, "alarm over") == []
        assert [alarm.condition for alarm in vigil.lasting()] == ["breaker", "full"]
        assert vigil.lasting()[1].since == room.full_since()

    look(vigil)
    assert lines(caplog, "alarm over") == ["full"]
    Gateway.objects.filter(pk=gateway.pk).update(opened_at=None)
    look(vigil)
    assert lines(caplog, "alarm over") == ["full", "breaker"]
    assert lines(caplog, "alarm raised") == ["breaker", "full"]


def test_a_database_that_was_full_and_is_away_is_full_until_a_look_finds_room() -> None:
    vigil = Vigil()
    room.refusal_file().touch()
    with shut_out("the database system is in recovery mode"):
        look(vigil)
        assert [alarm.condition for alarm in vigil.lasting()] == ["full"]

    look(vigil)
    assert vigil.lasting() == []


def test_a_process_that_falls_silent_while_the_database_is_away_is_raised() -> None:
    vigil = Vigil()
    heartbeats.file_of("dispatcher").unlink()
    with shut_out("the database system is starting up"):
        look(vigil)

    (raised,) = vigil.lasting()
    assert (raised.condition, raised.subject) == ("silent", "dispatcher")
