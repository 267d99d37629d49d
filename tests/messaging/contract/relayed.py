"""A bench whose gateway stands behind a relay: failures, and what can be counted, are the relay's."""

from typing import ClassVar

import pytest

from tests.messaging.contract.bench import Bench, Fault
from tests.messaging.contract.relay import Relay


class RelayedBench(Bench):
    """`password` is the setting that opens the gateway."""

    password: ClassVar[str]

    def __init__(self, settings: pytest.FixtureRequest, relay: Relay) -> None:
        super().__init__(settings)
        self.relay = relay
        self.right_password = getattr(settings, self.password)

    def fail(self, fault: Fault) -> None:
        if fault == Fault.NOBODY:
            self.relay.leave()
        elif fault == Fault.DROPPED:
            self.relay.drop()
        elif fault == Fault.WRONG_PASSWORD:
            setattr(self.settings, self.password, "another")
        else:
            self.relay.fault = fault

    def recover(self) -> None:
        self.relay.come_back()
        setattr(self.settings, self.password, self.right_password)

    def asked(self) -> int:
        return self.relay.asked

    def swallowed(self) -> int:
        return self.relay.sent

    def connections(self) -> int:
        return self.relay.connections
