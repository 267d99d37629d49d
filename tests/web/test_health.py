"""What /sante/ takes for a gateway that is well."""

import os
import time
from pathlib import Path
from typing import Any

from web import health


def test_the_outbox_is_always_well(settings: Any) -> None:
    settings.SMS_CHANNEL = "outbox"

    assert health.is_well("gateway")


def test_smpp_is_well_while_the_receiver_has_a_line(settings: Any, tmp_path: Path) -> None:
    settings.SMS_CHANNEL, settings.VAR_DIR = "smpp", tmp_path
    heartbeat = tmp_path / "run" / "smpp_receiver.heartbeat"
    heartbeat.parent.mkdir()
    assert not health.is_well("gateway")

    heartbeat.touch()
    assert health.is_well("gateway")

    long_ago = time.time() - 60
    os.utime(heartbeat, (long_ago, long_ago))
    assert not health.is_well("gateway")
