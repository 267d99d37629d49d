"""The doctor looks, says how to mend, and changes nothing, on a bare machine too."""

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from geoalert.supervisor.doctor import installation, instance, machine
from geoalert.supervisor.doctor.findings import Finding, State
from geoalert.supervisor.keys import ensure_keys
from geoalert.supervisor.layout import PROJECT, Layout
from geoalert.supervisor.pidfiles import start_time
from tests.stack import Product, clean_environment

NEEDED = (
    "bin",
    "geoalert",
    "messaging",
    "manage.py",
    "package-lock.json",
    "requirements.lock",
    "requirements-dev.lock",
)


@pytest.fixture
def fresh_clone(tmp_path: Path) -> Path:
    """What somebody has who has cloned and run nothing yet."""
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in NEEDED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, clone / name)
    return clone


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "var")
    made.prepare()
    return made


def ask(clone: Path, **surroundings: str) -> tuple[int, dict[str, Finding]]:
    kept = clean_environment(clone / "var")
    del kept["GEOALERT_VAR"]
    done = subprocess.run(
        ["/bin/sh", str(clone / "bin" / "geoalert"), "doctor", "--json"],
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1", **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )
    answer = json.loads(done.stdout)
    assert answer["ok"] is (done.returncode == 0)
    return done.returncode, {row["name"]: Finding(**row) for row in answer["findings"]}


def test_before_anything_is_installed_it_says_what_is_missing_and_touches_nothing(fresh_clone: Path) -> None:
    before = sorted(fresh_clone.rglob("*"))

    code, found = ask(fresh_clone)

    assert code == 1
    assert found["packages"].state == found["browser-code"].state == State.BAD
    assert "bin/geoalert up" in found["packages"].mend
    assert found["state"].state == State.NOTE
    assert sorted(fresh_clone.rglob("*")) == before


def test_without_any_python_it_still_answers(fresh_clone: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "dirname").symlink_to(str(shutil.which("dirname")))

    code, found = ask(fresh_clone, PATH=str(bare))

    assert code == 1
    assert "3.11" in found["python"].sentence


def test_a_lock_is_stamped_as_the_script_stamps_it(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text("one==1\n")
    by_script = subprocess.check_output(
        ["sh", "-c", 'cksum "$@" | cksum | cut -d" " -f1', "sh", "a.lock"], cwd=tmp_path, text=True
    )

    assert installation.checksum(tmp_path / "a.lock") == by_script.strip()


def test_a_key_that_others_may_read_is_named_with_the_command_that_closes_it(layout: Layout) -> None:
    ensure_keys(layout)
    assert installation.keys(layout).state == State.GOOD

    (layout.secrets / "ADDRESS_KEY").chmod(0o644)

    found = installation.keys(layout)
    assert found.state == State.BAD
    assert found.mend == f"chmod 600 {layout.secrets / 'ADDRESS_KEY'}"


def test_an_open_folder_of_state_is_named(layout: Layout) -> None:
    layout.var.chmod(0o755)

    assert installation.folder(layout).mend == f"chmod 700 {layout.var}"


def test_a_taken_port_and_the_leftovers_of_a_killed_supervisor_are_said(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (layout.run / "worker.pid").write_text(f"{os.getpid()} {start_time(os.getpid())}\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = {one.name: one for one in instance.findings(layout, port=port)}

    assert (found["port"].state, found["leftovers"].state) == (State.BAD, State.NOTE)
    assert "worker" in found["leftovers"].sentence


def test_a_shifted_clock_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOALERT_NOW_OFFSET", "3600")

    assert "3600" in machine.clock().sentence


@pytest.mark.stack
def test_of_a_running_instance_it_says_the_health_of_each_part_and_the_state_of_the_tables(
    product: Product,
) -> None:
    done = subprocess.run(
        ["/bin/sh", str(PROJECT / "bin" / "geoalert"), "doctor", "--json"],
        env=clean_environment(product.var),
        capture_output=True,
        text=True,
        check=False,
    )

    found = {row["name"]: row["state"] for row in json.loads(done.stdout)["findings"]}
    for part in ("database", "broker", "worker", "dispatcher", "gateway"):
        assert found[f"health-{part}"] == State.GOOD
    assert found["database-rights"] == found["migrations"] == State.GOOD
