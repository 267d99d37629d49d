"""The command spares a run that is under way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geoalert.supervisor import pidfiles
from geoalert.supervisor.layout import PROJECT
from tests.stack import clean_environment


@pytest.fixture
def under_way(tmp_path: Path) -> Path:
    """What a run keeps, and the pid of one that lives: ours."""
    run = tmp_path / "bench" / "run"
    run.mkdir(parents=True)
    own = os.getpid()
    (run / f"{pidfiles.SUPERVISOR}.pid").write_text(f"{own} {pidfiles.start_time(own)}\n")
    return tmp_path


def asked(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.faults", *arguments],
        env={**clean_environment(folder), "GEOALERT_FAULTS_VAR": str(folder)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_list_leaves_it_alone(under_way: Path) -> None:
    done = asked(under_way, "--list")

    assert done.returncode == 0, done.stderr
    assert "unknowns: " in done.stdout
    assert pidfiles.running(under_way / "bench" / "run")[0] == os.getpid()


def test_another_run_is_refused_with_a_sentence(under_way: Path) -> None:
    done = asked(under_way, "--only", "nothing")

    assert done.returncode == 2
    assert f"A run is under way there (process {os.getpid()})" in done.stderr
    assert pidfiles.running(under_way / "bench" / "run")[0] == os.getpid()
