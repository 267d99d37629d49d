"""A disk of a few megabytes, mounted by root for one fault, filled to its last byte and emptied again."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.outcomes import NotRun

FILLING = "filling"
STEPS = (1 << 20, 4096)


class SmallDisk:
    """Where it is mounted; `filled` is whether nothing more can be written there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filling = folder / FILLING

    def fill(self) -> None:
        """Until the system itself refuses another byte; again where some were freed meanwhile."""
        with self._filling.open("ab", buffering=0) as stream:
            for size in STEPS:
                try:
                    while True:
                        os.posix_fallocate(stream.fileno(), stream.seek(0, os.SEEK_END), size)
                except OSError:
                    continue

    def empty(self) -> None:
        self._filling.unlink(missing_ok=True)


@contextmanager
def mounted(folder: Path, *, like: Path, megabytes: int) -> Iterator[SmallDisk]:
    """For as long as the block lasts, owned by the owner of `like`. Raises NotRun where none can be made."""
    if os.geteuid() != 0:
        raise NotRun("a small disk can be mounted by root only")
    owner = like.stat()
    folder.mkdir(mode=0o700)
    options = f"size={megabytes}m,mode=0700,uid={owner.st_uid},gid={owner.st_gid}"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        folder.rmdir()
        raise NotRun("root may mount no small disk here")
    try:
        yield SmallDisk(folder)
    finally:
        unmount(folder)


def unmount(folder: Path) -> None:
    """Take it away, whoever still looks at it; nothing where nothing is mounted."""
    if folder.is_mount():
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)
