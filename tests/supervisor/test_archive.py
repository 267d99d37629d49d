"""A backup that is not understood, or not whole, is refused before a database is even started."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from geoalert.supervisor import archive
from geoalert.supervisor.archive import FORMAT, Manifest, NotABackup
from geoalert.supervisor.backup import NEEDED_KEYS, key_print
from geoalert.supervisor.keys import ensure_keys, key
from geoalert.supervisor.layout import Layout, write_private
from geoalert.supervisor.restore import restore

DUMP = b"what pg_dump wrote"


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = Layout(tmp_path / "var")
    made.prepare()
    ensure_keys(made)
    return made


@pytest.fixture
def saved(layout: Layout, tmp_path: Path) -> Path:
    dump = tmp_path / "dump"
    dump.write_bytes(DUMP)
    manifest = Manifest(
        format=FORMAT,
        geoalert="0.1.0",
        made_at="2026-11-25T21:00:00.000000Z",
        server="17.2",
        migrations={"messaging": ["0001_initial"], "axes": ["9999_of_others"]},
        counts={"subscribers": 1},
        sha256=hashlib.sha256(DUMP).hexdigest(),
        key_prints={name: key_print(key(layout, name)) for name in NEEDED_KEYS},
        keys=[],
    )
    archive.write(tmp_path / "saved.tar", manifest=manifest, dump=dump, keys={})
    return tmp_path / "saved.tar"


def test_what_was_written_is_read_again_to_the_byte(saved: Path, tmp_path: Path) -> None:
    manifest = archive.read(saved)

    with archive.dump_of(saved, manifest, tmp_path) as dump:
        assert dump.read_bytes() == DUMP
    assert not dump.exists()
    assert oct(saved.stat().st_mode)[-3:] == "600"


def altered(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same backup with something changed in it."""
    with tarfile.open(path) as tar:
        content = {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]
    change(content)
    with tarfile.open(path, "w") as tar:
        for name, value in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(value)
            tar.addfile(member, io.BytesIO(value))
    return path


def in_manifest(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(content: dict[str, bytes]) -> None:
        content["manifest.json"] = json.dumps(json.loads(content["manifest.json"]) | changes).encode()

    return change


def one_byte(content: dict[str, bytes]) -> None:
    content["database.dump"] = content["database.dump"][:-1] + b"?"


def key_elsewhere(content: dict[str, bytes]) -> None:
    content["secrets/../../authorized_keys"] = b"a way in"


def no_dump(content: dict[str, bytes]) -> None:
    del content["database.dump"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (one_byte, "somme de contrôle"),
        (no_dump, "abîmé"),
        (key_elsewhere, "pas une clé"),
        (in_manifest(format=2), "format 2"),
        (in_manifest(migrations={"messaging": ["9999_tomorrow"]}), "9999_tomorrow"),
        (in_manifest(surprise=1), "n’est pas une sauvegarde"),
    ],
)
def test_what_is_not_understood_or_damaged_is_refused_before_anything_is_touched(
    saved: Path, layout: Layout, change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    with pytest.raises(NotABackup, match=said):
        restore(layout, file=altered(saved, change), yes=True)

    assert not (layout.var / "postgres").exists()


@pytest.mark.parametrize("content", ["", "not a tar", "\0" * 20_480])
def test_a_file_that_is_something_else_is_refused(layout: Layout, tmp_path: Path, content: str) -> None:
    write_private(tmp_path / "file", content)

    with pytest.raises(NotABackup):
        restore(layout, file=tmp_path / "file", yes=True)
