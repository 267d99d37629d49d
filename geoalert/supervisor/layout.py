"""Where one instance keeps its state, and the short folder of its sockets."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


class UnsafeFolder(Exception):
    """The folder of sockets belongs to somebody else."""


@dataclass(frozen=True)
class Layout:
    """`var` and what lies in it; a unix socket path holds 107 bytes, so sockets live elsewhere."""

    var: Path

    @classmethod
    def from_environment(cls) -> "Layout":
        return cls(Path(os.environ.get("GEOALERT_VAR") or PROJECT / "var").resolve())

    @property
    def key(self) -> str:
        return hashlib.sha256(str(self.var).encode()).hexdigest()[:12]

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets"

    @property
    def kannel(self) -> Path:
        return self.var / "kannel"

    @property
    def sockets(self) -> Path:
        return Path("/tmp") / f"geoalert-{os.geteuid()}-{self.key}"  # noqa: S108  checked in prepare()

    @property
    def environment(self) -> Path:
        return self.run / "environment"

    def prepare(self) -> None:
        """Make every folder, for its owner only; refuse a socket folder that is not ours."""
        for folder in (self.var, self.run, self.log, self.secrets, self.kannel, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = self.sockets.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            raise UnsafeFolder(f"{self.sockets} n’appartient pas à cet utilisateur.")
        self.sockets.chmod(0o700)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, in one move."""
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=0o600)
    draft.chmod(0o600)
    draft.write_text(text)
    draft.replace(path)
