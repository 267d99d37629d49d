"""Every channel of the product has its bench here: test_capabilities.py finds one that has none."""

import pytest

from tests.messaging.contract.bench import Bench
from tests.messaging.contract.email_bench import EmailBench
from tests.messaging.contract.kannel_bench import KannelBench
from tests.messaging.contract.outbox_bench import OutboxBench
from tests.messaging.contract.ovh_bench import OvhBench
from tests.messaging.contract.smpp_bench import SmppBench

BENCHES: dict[str, type[Bench]] = {
    "kannel": KannelBench,
    "outbox": OutboxBench,
    "ovh": OvhBench,
    "email": EmailBench,
    "smpp": SmppBench,
}
# All but the outbox wait for the time-outs of a server: not in the fast selection.
MARKS: dict[str, list[pytest.MarkDecorator]] = {
    name: [pytest.mark.gateway] for name in BENCHES if name != "outbox"
}
