"""What the machine answers to a read or a write that failed, in French."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

REASONS = {
    errno.ENOSPC: "il n’y a plus de place sur le disque",
    errno.EDQUOT: "le quota de cet utilisateur est atteint",
    errno.EACCES: "cet utilisateur n’en a pas le droit",
    errno.EPERM: "cet utilisateur n’en a pas le droit",
    errno.EROFS: "ce disque est en lecture seule",
    errno.ENOENT: "ce fichier ou ce dossier n’existe pas",
    errno.EEXIST: "un fichier est déjà à cette place",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.EIO: "le disque ne répond pas bien",
}


def reason(error: OSError) -> str:
    """Without a full stop; the system's own words for what is rare."""
    return REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def sentence(error: OSError) -> str:
    """ "/mnt/elsewhere : ce fichier ou ce dossier n’existe pas." """
    place = f"{error.filename} : " if error.filename else ""
    return f"{place}{reason(error)}."


@contextlib.contextmanager
def naming(folder: Path) -> Iterator[None]:
    """A failing write does not know where: an OSError of the block that names no place names `folder`."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(folder)
        raise
