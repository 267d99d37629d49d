"""Programs of the machine: a PostgreSQL that has PostGIS, a broker, Kannel."""

import re
import shutil
from glob import glob
from pathlib import Path

POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
EXTENSION = "extension/postgis.control"
SHARES = ("share", "share/postgresql", "../../../share/postgresql/{version}")
FAKESMSC = ("/usr/lib/kannel/test/fakesmsc", "/usr/lib/*/kannel/test/fakesmsc")


class Missing(Exception):
    """A program is not on this machine; the message says what to install."""


def postgres_folder(version: str | None = None) -> Path:
    """The folder of the newest PostgreSQL with PostGIS, or of `version` where data exist already."""
    found = [Path(path) for pattern in POSTGRES_FOLDERS for path in glob(pattern)]
    usable = [path for path in found if (path / "initdb").exists() and _has_postgis(path)]
    if version is not None:
        usable = [path for path in usable if _version(path) == int(version)]
    if not usable:
        wanted = f" version {version}" if version else ""
        raise Missing(f"PostgreSQL{wanted} avec PostGIS est introuvable : installez postgresql-postgis.")
    return max(usable, key=_version)


def postgres_client(version: str | None = None) -> Path:
    """The folder of pg_dump and psql: of `version`, or the newest there is; no server has to be here."""
    found = [Path(path) for pattern in POSTGRES_FOLDERS for path in glob(pattern)]
    usable = [path for path in found if (path / "pg_dump").exists() and (path / "psql").exists()]
    if version is not None:
        usable = [path for path in usable if _version(path) == int(version)]
    if usable:
        return max(usable, key=_version)
    on_path = shutil.which("pg_dump")
    if on_path is None:
        raise Missing("pg_dump est introuvable : installez postgresql-client.")
    return Path(on_path).parent


def broker() -> Path:
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return Path(path)
    raise Missing("Ni valkey-server ni redis-server : installez l’un des deux.")


def kannel() -> dict[str, Path] | None:
    """bearerbox, smsbox and fakesmsc; None when Kannel is not all there: the outbox serves then."""
    found = {
        name: shutil.which(name) or shutil.which(name, path="/usr/sbin") for name in ("bearerbox", "smsbox")
    }
    fake = next((path for pattern in FAKESMSC for path in glob(pattern)), None)
    if fake is None or not all(found.values()):
        return None
    return {name: Path(str(path)) for name, path in found.items()} | {"fakesmsc": Path(fake)}


def _version(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[0]) if numbers else 0


def _has_postgis(folder: Path) -> bool:
    version = str(_version(folder))
    shares = [folder.parent / share.format(version=version) for share in SHARES]
    shares.append(Path(f"/usr/share/postgresql/{version}"))
    return any((share / EXTENSION).exists() for share in shares)
