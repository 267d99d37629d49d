"""Every channel of the product has its bench here: a channel without one fails test_benches.py."""

import pytest

from tests.messaging.contract.bench import Bench
from tests.messaging.contract.kannel_bench import KannelBench
from tests.messaging.contract.outbox_bench import OutboxBench

BENCHES: dict[str, type[Bench]] = {"kannel": KannelBench, "outbox": OutboxBench}
MARKS: dict[str, list[pytest.MarkDecorator]] = {"kannel": [pytest.mark.gateway]}
