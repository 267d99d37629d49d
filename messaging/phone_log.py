"""What the fake phone network received: one line a part, written by Kannel's fakesmsc, not by us."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

# 2026-11-24 12:25:50 [1] [0] INFO: Got message 2: <SENDER +336… udh %05%00%03%00%02%02 data …>
LINE = re.compile(
    rb"^(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) .*?Got message \d+: <(?P<sender>\S+) (?P<number>\S+) "
    rb"(?:udh (?P<udh>\S+) )?(?P<kind>text|data|ucs-2) (?P<body>.*)>$"
)


@dataclass(frozen=True)
class PhonePart:
    """One part that one phone received; `part` of `parts`, from the concatenation header."""

    at: str
    sender: str
    number: str
    text: str
    part: int
    parts: int

    @property
    def came_at(self) -> datetime:
        """To the second; bin/geoalert starts Kannel with the clock of UTC."""
        return datetime.strptime(self.at, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def read(path: Path) -> list[PhonePart]:
    """Every part in the order of arrival; an empty list when there is no log."""
    if not path.exists():
        return []
    found = (LINE.match(line) for line in path.read_bytes().splitlines())
    return [_part(match) for match in found if match]


def _part(match: re.Match[bytes]) -> PhonePart:
    parts, part = 1, 1
    if match["udh"]:
        *_, parts, part = unquote_to_bytes(match["udh"])
    return PhonePart(
        at=match["at"].decode(),
        sender=match["sender"].decode("latin-1"),
        number=match["number"].decode("latin-1"),
        text=_text(match["kind"], match["body"]),
        part=part,
        parts=parts,
    )


def _text(kind: bytes, body: bytes) -> str:
    if kind == b"text":
        return body.decode("utf-8", "replace")
    raw = unquote_to_bytes(body.replace(b"+", b" "))
    return raw.decode("utf-16-be" if b"\0" in raw[::2] or kind == b"ucs-2" else "utf-8", "replace")
