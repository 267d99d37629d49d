"""The outbox: phones that are rows. It has no network, so nothing of it can fail alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from messaging import addresses
from messaging.channels.base import Channel
from messaging.channels.outbox import OutboxChannel
from messaging.models import OutboxMessage
from tests.messaging.contract.bench import Arrival, Bench


class OutboxBench(Bench):
    live = False

    @classmethod
    @contextmanager
    def open(cls, request: pytest.FixtureRequest) -> Iterator["OutboxBench"]:
        yield cls(request.getfixturevalue("settings"))

    def channel(self) -> Channel:
        return OutboxChannel()

    def arrived(self) -> list[Arrival]:
        rows = OutboxMessage.objects.values_list("address_sealed", "text")
        return [Arrival(addresses.unseal(sealed), text, self.settings.SMS_SENDER) for sealed, text in rows]
