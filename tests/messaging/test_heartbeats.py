"""A heart beats for as long as its process works: no longer, and whatever its folder does meanwhile."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from messaging import heartbeats
from tests.stack import until


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(heartbeats, "BEAT_SECONDS", 0.01)


def hearts() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.endswith("-heartbeat")]


def aged(name: str) -> None:
    os.utime(heartbeats.file_of(name), (0, 0))


def test_it_beats_from_the_first_moment_to_the_last() -> None:
    with heartbeats.beating("dispatcher"):
        assert not heartbeats.is_silent("dispatcher")
        aged("dispatcher")
        until(lambda: not heartbeats.is_silent("dispatcher"), "a second beat")
    assert hearts() == []


@pytest.mark.django_db(transaction=True)
def test_a_single_sweep_leaves_no_heart_behind(settings: Any) -> None:
    settings.SMS_CHANNEL = "outbox"
    call_command("dispatcher", "--once")

    assert hearts() == []
    assert not heartbeats.is_silent("dispatcher")


def test_a_beat_that_cannot_be_written_is_nobodys_last(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that is away, or full, for a while: whoever lives is heard again once it is back."""
    folder, away = heartbeats.file_of("dispatcher").parent, tmp_path / "away"
    with heartbeats.beating("dispatcher"):
        folder.rename(away)
        folder.write_text("no folder")
        until(lambda: "no heartbeat" in caplog.text, "a beat that fails")
        folder.unlink()
        away.rename(folder)
        aged("dispatcher")
        until(lambda: not heartbeats.is_silent("dispatcher"), "a beat after the failure")
