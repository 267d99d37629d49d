"""A backup that is not understood, or not whole, is refused before a database is even started."""

import errno
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from geoalert.supervisor import archive
from geoalert.supervisor.__main__ import main
from geoalert.supervisor.archive import COUNTED, FORMAT, Manifest, NotABackup
from geoalert.supervisor.backup import key_print
from geoalert.supervisor.keys import RANDOM_KEYS, ensure_keys, key
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
        counts=dict.fromkeys(COUNTED, 1),
        sha256=hashlib.sha256(DUMP).hexdigest(),
        key_prints={name: key_print(key(layout, name)) for name in RANDOM_KEYS},
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


def key_named(name: str) -> Callable[[dict[str, bytes]], None]:
    """A hostile key, which the manifest names too."""

    def change(content: dict[str, bytes]) -> None:
        content[f"secrets/{name}"] = b"a way in"
        in_manifest(keys=[name])(content)

    return change


def key_unnamed(content: dict[str, bytes]) -> None:
    content["secrets/SECRET_KEY"] = b"mine from now on"


def without_print(content: dict[str, bytes]) -> None:
    in_manifest(key_prints={"ADDRESS_KEY": "0" * 64})(content)


def manifest_is(value: object) -> Callable[[dict[str, bytes]], None]:
    def change(content: dict[str, bytes]) -> None:
        content["manifest.json"] = json.dumps(value).encode()

    return change


def no_dump(content: dict[str, bytes]) -> None:
    del content["database.dump"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (one_byte, "somme de contrôle"),
        (no_dump, "abîmé"),
        (key_named("../../authorized_keys"), "pas une clé"),
        (key_named("/tmp/authorized_keys"), "pas une clé"),  # noqa: S108
        (key_named("LD_PRELOAD"), "pas une clé"),
        (key_unnamed, "pas une clé"),
        (in_manifest(format=2), "format 2"),
        (in_manifest(migrations={"messaging": ["9999_tomorrow"]}), "9999_tomorrow"),
        (in_manifest(surprise=1), "n’est pas une sauvegarde"),
        (manifest_is([1]), "n’est pas une sauvegarde"),
        (manifest_is({"format": FORMAT}), "n’est pas une sauvegarde"),
        (without_print, "n’est pas une sauvegarde"),
        (in_manifest(migrations=["messaging"]), "n’est pas une sauvegarde"),
        (in_manifest(migrations={"messaging": 1}), "n’est pas une sauvegarde"),
        (in_manifest(counts={}), "n’est pas une sauvegarde"),
        (in_manifest(keys=None), "n’est pas une sauvegarde"),
        (in_manifest(made_at="yesterday"), "n’est pas une sauvegarde"),
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


def test_a_failure_of_the_machine_is_not_blamed_on_the_backup(saved: Path, tmp_path: Path) -> None:
    manifest = archive.read(saved)

    for failure in (FileNotFoundError("pg_restore"), OSError(errno.ENOSPC, "full"), ValueError("anything")):
        with pytest.raises(type(failure)) as told, archive.dump_of(saved, manifest, tmp_path):
            raise failure
        assert told.value is failure
    with pytest.raises(FileNotFoundError), archive.dump_of(saved, manifest, tmp_path / "unmounted"):
        pass


def half_written(draft: Path) -> None:
    draft.write_text("half of it")
    draft.touch(exist_ok=False)


def test_a_draft_gets_the_name_only_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "night.tar"
    path.write_text("last week's")

    with pytest.raises(FileExistsError), archive.taking_place_of(path) as draft:
        half_written(draft)
    assert (path.read_text(), list(tmp_path.iterdir())) == ("last week's", [path])

    with archive.taking_place_of(path) as draft:
        draft.write_text("all of it")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("all of it", [path])


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_what_the_disk_refuses_is_one_sentence(
    layout: Layout,
    tmp_path: Path,
    verb: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On the way lies a file, as where a disk is not mounted."""
    (tmp_path / "plain").write_text("")
    monkeypatch.setenv("GEOALERT_VAR", str(layout.var))
    monkeypatch.setattr("sys.argv", ["geoalert", verb, str(tmp_path / "plain" / "night.tar")])

    assert main() == 1
    said = capsys.readouterr().err
    assert "/plain" in said
    assert "ce n’est pas un dossier" in said or "déjà à cette place" in said
