"""A backup is one tar file for its owner only: a manifest, the database's dump and, if asked for, the keys.

Nothing of it is believed before its manifest is understood and the dump has the checksum that it names.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
KEYS = "secrets/"
KEY_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
BLOCK = 1 << 20


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


def write(path: Path, *, manifest: Manifest, dump: Path, keys: Mapping[str, str]) -> None:
    """Write the whole file beside its place, then move it there: half a backup never has its name."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w") as tar:
            _add(tar, MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode())
            for name, value in keys.items():
                _add(tar, KEYS + name, value.encode())
            tar.add(dump, arcname=DUMP, filter=_nobodys)
        raw.flush()
        os.fsync(raw.fileno())
    draft.replace(path)


def read(path: Path) -> Manifest:
    """Raises NotABackup."""
    with _opened(path) as tar:
        described = json.loads(_content(tar, MANIFEST).read())
        if described.get("format") != FORMAT:
            raise NotABackup(
                f"sauvegarde au format {described.get('format')} : cette version connaît le format {FORMAT}."
            )
        return Manifest(**described)


def keys(path: Path) -> dict[str, str]:
    """The keys that lie in the backup, by name; none unless they were asked for.

    Raises NotABackup for a name that would be written somewhere else than among the keys.
    """
    with _opened(path) as tar:
        names = [name for name in tar.getnames() if name.startswith(KEYS)]
        if strange := [name for name in names if not KEY_NAME.fullmatch(name.removeprefix(KEYS))]:
            raise NotABackup(f"{path} contient « {strange[0]} », qui n’est pas une clé.")
        return {name.removeprefix(KEYS): _content(tar, name).read().decode() for name in names}


@contextlib.contextmanager
def dump_of(path: Path, manifest: Manifest, folder: Path) -> Iterator[Path]:
    """The dump as a file of `folder`, gone afterwards. Raises NotABackup where it is not what was saved."""
    with tempfile.TemporaryDirectory(dir=folder) as place, _opened(path) as tar:
        taken = Path(place) / DUMP
        with taken.open("wb") as output:
            if digest(_content(tar, DUMP), output) != manifest.sha256:
                raise NotABackup("la somme de contrôle n’est pas la bonne : ce fichier est abîmé.")
        yield taken


def digest(source: IO[bytes], copy: IO[bytes] | None = None) -> str:
    """SHA-256 in hex of what is left of `source`, which is written to `copy` on the way."""
    found = hashlib.sha256()
    while block := source.read(BLOCK):
        found.update(block)
        if copy is not None:
            copy.write(block)
    return found.hexdigest()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except FileNotFoundError as missing:
        raise NotABackup(f"{path} n’existe pas.") from missing
    except (tarfile.TarError, KeyError, ValueError, TypeError, OSError) as error:
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
