"""Each test of this folder runs against every channel; one that takes a `fault`, once for each."""

from collections.abc import Iterator

import pytest

from tests.messaging.contract.bench import Bench, Fault
from tests.messaging.contract.benches import BENCHES, MARKS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "bench" not in metafunc.fixturenames:
        return
    if "fault" not in metafunc.fixturenames:
        cases = [pytest.param(name, marks=MARKS.get(name, []), id=name) for name in _able(metafunc)]
        metafunc.parametrize("bench", cases, indirect=True)
        return
    pairs = [
        pytest.param(name, fault, marks=MARKS.get(name, []), id=f"{name}-{fault.name}")
        for name, bench in BENCHES.items()
        for fault in Fault
        if fault in bench.faults
    ]
    metafunc.parametrize(("bench", "fault"), pairs, indirect=["bench"])


def _able(metafunc: pytest.Metafunc) -> list[str]:
    """The benches that can show what this test is about: `needs` is an attribute of Bench."""
    marker = metafunc.definition.get_closest_marker("needs")
    return [name for name, bench in BENCHES.items() if marker is None or getattr(bench, marker.args[0])]


@pytest.fixture
def bench(request: pytest.FixtureRequest, db: None) -> Iterator[Bench]:
    with BENCHES[request.param].open(request) as opened:
        yield opened
