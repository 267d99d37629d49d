"""`manage.py smpp_receiver`, as the supervisor runs it."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from messaging import sending
from tests.messaging.queue import frozen, numbers, states
from tests.smsc import Smsc
from tests.stack import until


@pytest.fixture
def _own_signals() -> Iterator[None]:
    """The command takes the signals of its process; a test gives them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.gateway
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_own_signals")
def test_it_takes_receipts_beats_and_ends_when_it_is_told_to(
    centre: Smsc, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    queued = frozen(numbers(3))
    sending.drain()
    teller = threading.Thread(target=_end_once, args=(centre,))
    teller.start()

    call_command("smpp_receiver")

    teller.join()
    assert states(queued) == {"DELIVERED": 3}
    assert (tmp_path / "run" / "receiver.heartbeat").exists()
    assert [line["kind"] for line in centre.lines("unbind")][-1] == "bind_receiver"


def _end_once(centre: Smsc) -> None:
    """SIGTERM once every receipt was acknowledged."""
    try:
        until(lambda: len(centre.lines("receipt")) == 3, "three receipts")
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


def test_without_a_centre_it_says_so_and_ends(settings: Any) -> None:
    settings.SMPP_HOST = ""

    with pytest.raises(CommandError, match="SMPP_HOST"):
        call_command("smpp_receiver")
