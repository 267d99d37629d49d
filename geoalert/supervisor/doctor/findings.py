"""One line of the doctor's: what was looked at, how it is, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """GOOD; NOTE: geoalert can run, but somebody should know; BAD: it cannot run, or not well."""

    GOOD = "bien"
    NOTE = "à savoir"
    BAD = "à reprendre"


@dataclass(frozen=True)
class Finding:
    """`sentence` says how it is, in French; `mend` what to do (empty when nothing)."""

    name: str
    state: State
    sentence: str
    mend: str = ""


def good(name: str, sentence: str) -> Finding:
    return Finding(name, State.GOOD, sentence)


def note(name: str, sentence: str, mend: str = "") -> Finding:
    return Finding(name, State.NOTE, sentence, mend)


def bad(name: str, sentence: str, mend: str) -> Finding:
    return Finding(name, State.BAD, sentence, mend)
