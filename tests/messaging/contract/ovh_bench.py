"""OVHcloud's API as documented (tests/ovh.py), behind a relay that fails where messages are posted."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from messaging.channels.base import Channel
from messaging.channels.ovh import OvhChannel
from tests import ovh
from tests.messaging.contract.bench import Arrival, Fault
from tests.messaging.contract.relay import relay_to
from tests.messaging.contract.relayed import RelayedBench


class OvhBench(RelayedBench):
    faults = frozenset(Fault)
    keeps_connection = concurrent = overlaps = True
    refuses = True
    shows_validity = shows_reference = True
    bench_setting = "OVH_IS_BENCH"
    password = "OVH_CONSUMER_KEY"
    server: ovh.OvhServer

    @classmethod
    @contextmanager
    def open(cls, request: pytest.FixtureRequest) -> Iterator["OvhBench"]:
        settings = request.getfixturevalue("settings")
        with ovh.OvhServer() as server, relay_to(server.known_as) as relay:
            server.start()
            relay.spares = b"GET "
            server.known_as = relay.url(server.known_as)
            point_at(server, settings)
            bench = cls(settings, relay)
            bench.server = server
            yield bench
            server.shutdown()

    def channel(self) -> Channel:
        return OvhChannel()

    def arrived(self) -> list[Arrival]:
        return [
            Arrival(one["receiver"], one["message"], one["sender"], one["validityPeriod"], one["tag"])
            for one in list(self.server.accounts.sent)
        ]

    def refuse(self, address: str) -> None:
        self.server.accounts.refused.add(address)


def point_at(server: ovh.OvhServer, settings: pytest.FixtureRequest) -> None:
    """Settings of an instance whose SMS go to this server."""
    settings.SMS_CHANNEL, settings.OVH_IS_BENCH = "ovh", True
    settings.OVH_ENDPOINT, settings.OVH_SERVICE = f"{server.known_as}/1.0", ovh.SERVICE
    settings.OVH_APPLICATION_KEY, settings.OVH_APPLICATION_SECRET = ovh.APPLICATION, ovh.SECRET
    settings.OVH_CONSUMER_KEY = ovh.CONSUMER
