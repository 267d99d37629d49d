"""Kannel is real, and so are its phones' logs; a relay before it fails as networks do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest

from messaging.channels.base import Channel
from messaging.channels.kannel import KannelChannel
from messaging.phone_log import PhonePart
from tests import stack
from tests.messaging.contract.bench import Arrival, Fault
from tests.messaging.contract.relay import Relay, relay_to
from tests.messaging.contract.relayed import RelayedBench

HEADER = re.compile(r"^X-Kannel-([A-Za-z-]+): (.*)\r$", re.MULTILINE)


class KannelBench(RelayedBench):
    faults = frozenset(Fault)
    keeps_connection = concurrent = overlaps = True
    shows_validity = shows_reference = True
    bench_setting = "KANNEL_IS_BENCH"
    password = "KANNEL_PASSWORD"

    def __init__(self, settings: pytest.FixtureRequest, kannel: stack.Bench, relay: Relay) -> None:
        super().__init__(settings, relay)
        self.kannel = kannel
        self.before = len(kannel.parts())

    @classmethod
    @contextmanager
    def open(cls, request: pytest.FixtureRequest) -> Iterator["KannelBench"]:
        kannel: stack.Bench = request.getfixturevalue("kannel_bench")
        settings = request.getfixturevalue("settings")
        address = kannel.environment["KANNEL_SENDSMS_URL"]
        with relay_to(address) as relay:
            settings.SMS_CHANNEL, settings.KANNEL_IS_BENCH = "kannel", True
            settings.KANNEL_SENDSMS_URL = relay.url(address)
            settings.KANNEL_PASSWORD = kannel.environment["KANNEL_PASSWORD"]
            yield cls(settings, kannel, relay)

    def channel(self) -> Channel:
        return KannelChannel()

    def arrived(self) -> list[Arrival]:
        parts = self.kannel.parts()[self.before :]
        return [self._arrival(parts, index) for index, part in enumerate(parts) if part.part == part.parts]

    def _arrival(self, parts: list[PhonePart], last: int) -> Arrival:
        """Parts of one text follow one another at one number; what they were handed with is on the wire."""
        end = parts[last]
        mine = [part for part in parts[: last + 1] if part.number == end.number][-end.parts :]
        told = self._request(end.number)
        return Arrival(
            address=end.number,
            text="".join(part.text for part in sorted(mine, key=lambda part: part.part)),
            sender=end.sender,
            minutes=int(told["Validity"]),
            reference="{d}-{n}".format(**_one_each(told["DLR-Url"].partition("?")[2])),
        )

    def _request(self, number: str) -> dict[str, str]:
        """The headers of the last request for this number, as the relay heard it."""
        heard = bytes(self.relay.heard).decode()
        requests = [dict(HEADER.findall(request)) for request in heard.split("POST /")[1:]]
        return [headers for headers in requests if headers["To"] == number][-1]


def _one_each(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
