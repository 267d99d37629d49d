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
    run = tmp_path / "2" / "bench" / "run"
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
    assert pidfiles.running(under_way / "2" / "bench" / "run")[0] == os.getpid()


def test_another_run_is_refused_with_a_sentence(under_way: Path) -> None:
    done = asked(under_way, "--jobs", "2")

    assert done.returncode == 2
    assert f"A run is under way there (process {os.getpid()})" in done.stderr
    assert pidfiles.running(under_way / "2" / "bench" / "run")[0] == os.getpid()


def test_a_bench_that_dies_has_failed_its_run_and_is_given_up_after_a_while(tmp_path: Path) -> None:
    (tmp_path / "1").touch()

    done = asked(tmp_path, "--only", "exercise", "--seed", "7", "--repeat", "4")
    *runs, last = done.stdout.splitlines()

    assert done.returncode == 1
    assert last == "0 passed, 4 failed"
    assert [line.split()[2:4] for line in runs[::2]] == [[str(seed), "FAILED"] for seed in (7, 8, 9, 10)]
    assert [line.strip() for line in runs[1::2]] == ["its bench died"] * 3 + ["no bench is left to run it"]
