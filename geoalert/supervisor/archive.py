"""A backup is one tar file for its owner only: a manifest, the database's dump and, if asked for, the keys.

Nothing of it is believed before its manifest is understood and the dump has the checksum that it names.
"""

import contextlib
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from geoalert.supervisor.disk import naming, reason
from geoalert.supervisor.keys import RANDOM_KEYS, SAVED_KEYS

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
KEYS = "secrets/"
BLOCK = 1 << 20
# What every backup counts, as people say it.
COUNTED = {
    "subscribers": "abonnés",
    "stopped": "STOP",
    "incidents": "incidents",
    "alerts": "alertes",
    "deliveries": "destinataires",
}


class NotABackup(Exception):
    """The file is not one of ours, is damaged, or comes from a version that this one does not know."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`made_at`: the snapshot's time, ISO 8601, UTC. `key_prints`: SHA-256 of each key that the data need."""

    format: int
    geoalert: str
    made_at: str
    server: str
    migrations: dict[str, list[str]]
    counts: dict[str, int]
    sha256: str
    key_prints: dict[str, str]
    keys: list[str]


@contextlib.contextmanager
def taking_place_of(path: Path) -> Iterator[Path]:
    """A file beside `path` that gets its name when the block ends well, and else goes: `path` stays."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write(path: Path, *, manifest: Manifest, dump: Path, keys: Mapping[str, str]) -> None:
    """Write a new file, to the disk itself. Raises OSError."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with naming(path.parent), os.fdopen(opened, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w") as tar:
            _add(tar, MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode())
            for name, value in keys.items():
                _add(tar, KEYS + name, value.encode())
            tar.add(dump, arcname=DUMP, filter=_nobodys)
        raw.flush()
        os.fsync(raw.fileno())


def read(path: Path) -> Manifest:
    """Raises NotABackup."""
    with _opened(path) as tar:
        told = json.loads(_content(tar, MANIFEST).read())
        if not isinstance(told, dict):
            raise TypeError(MANIFEST)
        if told.get("format") != FORMAT:
            raise NotABackup(
                f"sauvegarde au format {told.get('format')} : cette version connaît le format {FORMAT}."
            )
        manifest = Manifest(**told)
        _demand_types(manifest)
        return manifest


def keys(path: Path, manifest: Manifest) -> dict[str, str]:
    """The keys that lie in the backup, by name; none unless they were asked for.

    Raises NotABackup for a name that is no key of geoalert's, or that the manifest does not name.
    """
    allowed = {KEYS + name for name in manifest.keys if name in SAVED_KEYS}
    with _opened(path) as tar:
        names = [name for name in tar.getnames() if name.startswith(KEYS)]
        if strange := [name for name in names if name not in allowed]:
            raise NotABackup(f"{path} contient « {strange[0]} », qui n’est pas une clé.")
        return {name.removeprefix(KEYS): _content(tar, name).read().decode() for name in names}


@contextlib.contextmanager
def dump_of(path: Path, manifest: Manifest, folder: Path) -> Iterator[Path]:
    """The dump as a file of `folder`, gone afterwards. The backup itself is closed before the block begins.

    Raises NotABackup where it is not what was saved, OSError where `folder` takes no more.
    """
    with tempfile.TemporaryDirectory(dir=folder) as place:
        taken = Path(place) / DUMP
        found = hashlib.sha256()
        with naming(folder), taken.open("wb") as output:
            for block in _blocks(path, DUMP):
                found.update(block)
                output.write(block)
        if found.hexdigest() != manifest.sha256:
            raise NotABackup("la somme de contrôle n’est pas la bonne : ce fichier est abîmé.")
        yield taken


def digest(source: IO[bytes]) -> str:
    """SHA-256 in hex of what is left of `source`."""
    found = hashlib.sha256()
    while block := source.read(BLOCK):
        found.update(block)
    return found.hexdigest()


def _blocks(path: Path, name: str) -> Iterator[bytes]:
    """A generator, so that no error of whoever writes the blocks is taken for one of the reading."""
    with _opened(path) as tar:
        source = _content(tar, name)
        while block := source.read(BLOCK):
            yield block


def _demand_types(manifest: Manifest) -> None:
    """JSON knows no dataclass: whatever the other modules rely on is looked at here. Raises ValueError."""
    texts = (manifest.geoalert, manifest.made_at, manifest.server, manifest.sha256)
    lists = (manifest.keys, *_values(manifest.migrations))
    texts += tuple(text for one in lists if isinstance(one, list) for text in one)
    texts += _values(manifest.key_prints)
    counts = _values(manifest.counts)
    well = (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(one, list) for one in lists)
        and all(isinstance(count, int) for count in counts)
        and manifest.key_prints.keys() >= set(RANDOM_KEYS)
        and manifest.counts.keys() >= COUNTED.keys()
        and datetime.fromisoformat(manifest.made_at).tzinfo is not None
    )
    if not well:
        raise ValueError(MANIFEST)


def _values(told: object) -> tuple[Any, ...]:
    if not isinstance(told, dict):
        raise TypeError(MANIFEST)
    return tuple(told.values())


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except FileNotFoundError as missing:
        raise NotABackup(f"{path} n’existe pas.") from missing
    except OSError as error:
        raise NotABackup(f"{path} ne se lit pas : {reason(error)}.") from error
    except (tarfile.TarError, KeyError, ValueError, TypeError) as error:
        raise NotABackup(f"{path} n’est pas une sauvegarde de geoalert, ou est abîmé.") from error


def _content(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
