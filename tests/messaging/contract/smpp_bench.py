"""A real SMPP centre that fails on demand (tests/smsc), behind a relay that counts lines and cuts them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby

import pytest

from messaging.channels.base import Channel
from messaging.channels.smpp import SmppChannel
from tests.messaging.contract.bench import Arrival, Fault
from tests.messaging.contract.relay import Relay, relay_to
from tests.messaging.contract.relayed import RelayedBench
from tests.messaging.smpp import point_at
from tests.smsc import Smsc, Submit

# What the centre answers to a text; the other failures are the relay's, or the password's.
ANSWERS = {
    Fault.OVERLOADED: "ESME_RTHROTTLED",
    Fault.UNAVAILABLE: "ESME_RSYSERR",
    Fault.SILENT: "silent",
    Fault.CUT: "cut",
    Fault.HTML: "html",
    Fault.GARBAGE: "garbage",
    Fault.TRUNCATED: "half",
    Fault.DRIP: "drip",
}


class SmppBench(RelayedBench):
    faults = frozenset({*ANSWERS, Fault.NOBODY, Fault.DROPPED, Fault.WRONG_PASSWORD})
    keeps_connection = concurrent = True
    refuses = True
    shows_validity = True
    bench_setting = "SMPP_IS_BENCH"
    password = "SMPP_PASSWORD"

    def __init__(self, settings: pytest.FixtureRequest, centre: Smsc, relay: Relay) -> None:
        super().__init__(settings, relay)
        self.centre = centre
        self.before = 0

    @classmethod
    @contextmanager
    def open(cls, request: pytest.FixtureRequest) -> Iterator["SmppBench"]:
        centre: Smsc = request.getfixturevalue("smsc")
        settings = request.getfixturevalue("settings")
        with relay_to(f"smpp://127.0.0.1:{centre.port}") as relay:
            point_at(settings, centre)
            settings.SMPP_PORT = relay.port
            yield cls(settings, centre, relay)

    def channel(self) -> Channel:
        return SmppChannel()

    def fail(self, fault: Fault) -> None:
        self.before = len(self.centre.submits())
        if fault in ANSWERS:
            self.centre.set(everyone=ANSWERS[fault])
            return
        super().fail(fault)
        if fault == Fault.WRONG_PASSWORD:
            # Whoever is bound stays so: a contract that ends is a line that ends.
            self.relay.cut()

    def recover(self) -> None:
        self.centre.set(everyone="DELIVRD")
        super().recover()

    def refuse(self, address: str) -> None:
        self.centre.set(answers={address: ["ESME_RINVDSTADR"]})

    def asked(self) -> int:
        return len(self.centre.submits()) - self.before

    def arrived(self) -> list[Arrival]:
        """Parts of one text follow one another at one number."""
        taken = [one for one in self.centre.submits() if one.answer == "DELIVRD"]
        by_number = sorted(taken, key=lambda one: one.number)
        return [
            _whole(parts[start : start + parts[start].parts])
            for _, mine in groupby(by_number, key=lambda one: one.number)
            for parts in [list(mine)]
            for start in range(0, len(parts), parts[0].parts)
        ]


def _whole(parts: list[Submit]) -> Arrival:
    last = parts[-1]
    valid = datetime.fromisoformat(last.raw["validUntil"]) - datetime.fromisoformat(last.raw["at"])
    return Arrival(
        address=last.number,
        text="".join(part.text for part in parts),
        sender=last.sender,
        minutes=round(valid.total_seconds() / 60),
    )
