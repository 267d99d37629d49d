"""What the tests of SMPP share: settings towards a centre, messages for it, a receiver that listens to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connections

from messaging import addresses
from messaging.channels.base import Message, Result
from messaging.channels.smpp import SmppChannel
from messaging.clock import database_now
from messaging.smpp.receiver import Receiver
from subscribers import replies
from tests.messaging.queue import TEXT, numbers
from tests.smsc import PASSWORD, Smsc
from tests.stack import until

LONG = "a" * 400
FIRST = numbers(1)[0]


def point_at(settings: Any, centre: Smsc) -> None:
    """This project speaks to that centre, whose phones are fictitious."""
    settings.SMS_CHANNEL = "smpp"
    settings.SMPP_HOST, settings.SMPP_PORT = "127.0.0.1", centre.port
    settings.SMPP_USERNAME, settings.SMPP_PASSWORD = "geoalert", PASSWORD
    settings.SMPP_IS_BENCH = True


def submit(count: int = 1, *, text: str = TEXT, channel: SmppChannel | None = None) -> list[Result]:
    """Hand fresh messages straight to the channel, as the engine would."""
    valid = timedelta(hours=2)
    messages = [
        Message(delivery, 1, addresses.seal(number), text, valid)
        for delivery, number in enumerate(numbers(count), 1)
    ]
    speaking = channel or SmppChannel()
    try:
        return speaking.submit(messages)
    finally:
        if channel is None:
            speaking.close()


@contextmanager
def listening(centre: Smsc) -> Iterator[Receiver]:
    """The receiver of the command, in a thread of its own, bound."""
    receiver = Receiver(
        take=lambda reply: replies.take(reply, now=database_now()),
        beat=lambda: None,
        stopping=threading.Event(),
    )
    thread = threading.Thread(target=_run, args=(receiver,))
    thread.start()
    try:
        until(lambda: "bind_receiver" in centre.do("state")["lines"], "the receiver's bind")
        yield receiver
    finally:
        receiver.stopping.set()
        thread.join()


def _run(receiver: Receiver) -> None:
    try:
        receiver.run()
    finally:
        connections.close_all()
