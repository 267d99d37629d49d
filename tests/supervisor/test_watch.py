"""A child that dies is relaunched after growing pauses; real processes, and a clock that the test holds."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoalert.supervisor.process import Child
from geoalert.supervisor.watch import CALM_AFTER, LONGEST_PAUSE, OFTEN, Watch
from tests.stack import until

FAILING = ["sh", "-c", "echo 'cannot open the sea'; exit 3"]
LIVING = ["sh", "-c", "exec tail -f /dev/null"]


@pytest.fixture
def children() -> Iterator[list[Child]]:
    made: list[Child] = []
    yield made
    for child in made:
        child.stop()


def watched(
    children: list[Child], folder: Path, command: list[str], **options: bool
) -> tuple[Watch, list[str]]:
    said: list[str] = []
    child = Child("sea", command, folder / "sea.log", folder / "sea.pid", dict(os.environ), **options)
    children.append(child)
    child.start()
    return Watch(child, said.append), said


def dies(watch: Watch, now: float) -> float:
    """Wait for the death, let it be noticed at `now`; returns the pause before the next start."""
    until(lambda: not watch.child.alive(), "the child's death")
    watch.look(now)
    assert watch.restart_at is not None
    return watch.restart_at - now


def test_pauses_grow_to_a_limit(children: list[Child], tmp_path: Path) -> None:
    watch, _ = watched(children, tmp_path, FAILING)
    now = watch.child.started_at
    pauses = []
    for _ in range(9):
        pauses.append(dies(watch, now))
        watch.look(now + pauses[-1])

    assert pauses[:4] == [0.5, 1, 2, 4]
    assert pauses[-1] == LONGEST_PAUSE


def test_one_that_dies_for_hours_is_still_relaunched(children: list[Child], tmp_path: Path) -> None:
    watch, said = watched(children, tmp_path, FAILING)
    until(lambda: not watch.child.alive(), "the child's death")
    for _ in range(1100):
        watch.restart_at = None
        watch.look(watch.child.started_at)

    assert watch.restart_at == watch.child.started_at + LONGEST_PAUSE
    assert len(said) > 1100


def test_a_relaunch_that_the_machine_refuses_is_a_death_and_not_the_end(
    children: list[Child], tmp_path: Path
) -> None:
    watch, said = watched(children, tmp_path, FAILING)
    now = watch.child.started_at
    due = now + dies(watch, now)
    log, program = watch.child.log, watch.child.command
    watch.child.log = tmp_path / "nowhere" / "sea.log"

    for refusal in range(2, OFTEN + 2):
        watch.look(due)
        assert watch.deaths == refusal
        assert watch.restart_at is not None
        due = watch.restart_at
    assert "No such file" in said[1]
    assert any("sans cesse" in line for line in said)

    watch.child.log = log
    watch.child.command = LIVING
    watch.look(due)
    assert watch.child.alive()
    assert program == FAILING


def test_nothing_is_started_before_its_pause_is_over(children: list[Child], tmp_path: Path) -> None:
    watch, _ = watched(children, tmp_path, FAILING)
    now = watch.child.started_at
    first = watch.child.process
    pause = dies(watch, now)

    watch.look(now + pause - 0.01)
    assert watch.child.process is first

    watch.look(now + pause)
    assert watch.child.process is not first


def test_what_dies_again_and_again_is_said_once_with_its_last_lines(
    children: list[Child], tmp_path: Path
) -> None:
    watch, said = watched(children, tmp_path, FAILING)
    for _ in range(OFTEN + 2):
        now = watch.child.started_at
        watch.look(now + dies(watch, now))

    complaints = [line for line in said if "sans cesse" in line]
    assert len(complaints) == 1
    assert str(tmp_path / "sea.log") in complaints[0]
    assert "    | cannot open the sea" in said
    assert "code 3" in said[0]


def test_a_private_log_is_named_but_never_quoted(children: list[Child], tmp_path: Path) -> None:
    watch, said = watched(children, tmp_path, FAILING, log_is_private=True)
    for _ in range(OFTEN):
        now = watch.child.started_at
        watch.look(now + dies(watch, now))

    assert str(tmp_path / "sea.log") in said[-1]
    assert not any("cannot open" in line for line in said)


def test_a_child_that_had_lived_long_starts_again_at_once(children: list[Child], tmp_path: Path) -> None:
    watch, said = watched(children, tmp_path, LIVING)
    watch.deaths = OFTEN
    watch.look(watch.child.started_at + CALM_AFTER + 1)
    assert "tient de nouveau" in said[-1]

    assert watch.child.process is not None
    os.killpg(watch.child.process.pid, signal.SIGKILL)
    pause = dies(watch, time.monotonic())

    assert pause == 0.5
    assert "SIGKILL" in said[-1]
