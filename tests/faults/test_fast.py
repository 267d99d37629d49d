"""The shorter faults, injected into a whole geoalert of their own by the command that people use."""

import subprocess
import sys

import pytest

from geoalert.supervisor.layout import PROJECT
from tests.faults.catalogue import FAULTS
from tests.stack import clean_environment

pytestmark = [pytest.mark.stack, pytest.mark.gateway]

FAST = [fault.name for fault in FAULTS if fault.fast]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What `bin/geoalert faults --fast` printed."""
    folder = tmp_path_factory.mktemp("faults")
    environment = {**clean_environment(folder), "GEOALERT_FAULTS_VAR": str(folder)}
    command = [sys.executable, "-m", "tests.faults", "--fast", "--jobs", "2"]
    done = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", FAST)
def test_this_fault_loses_nobody_and_doubles_nothing(said: list[str], name: str) -> None:
    (line,) = (line for line in said if line.startswith(f"{name} "))

    assert " passed " in line
    assert " duplicates 0 " in line
    assert " lost 0 " in line


def test_the_last_line_counts_them(said: list[str]) -> None:
    assert said[-1] == f"{len(FAST)} passed, 0 failed"
