"""A real centre for each test."""

from typing import Any

import pytest

from tests.messaging.smpp import point_at
from tests.smsc import Smsc


@pytest.fixture
def centre(smsc: Smsc, settings: Any) -> Smsc:
    point_at(settings, smsc)
    return smsc
