"""What a text costs as SMS: its alphabet, its units, its parts, and which characters are to blame."""

from dataclasses import dataclass
from functools import lru_cache

from messaging import gsm7

GSM7, UCS2 = "GSM-7", "UCS-2"
# Units that fit a lone SMS, then each part of a longer one (a header takes the rest).
CAPACITY = {GSM7: (160, 153), UCS2: (70, 67)}
BEYOND_BMP = 0xFFFF


@dataclass(frozen=True)
class Guilty:
    """A character that forces UCS-2, where it stands, and what could stand there instead."""

    char: str
    replacement: str | None
    positions: tuple[int, ...]


@dataclass(frozen=True)
class SmsMeasure:
    """`units` used of `capacity`, the room in `parts` SMS; `guilty` is empty in GSM-7."""

    encoding: str
    units: int
    capacity: int
    parts: int
    guilty: tuple[Guilty, ...]


# A sending's text is measured for each of its messages: a handful is remembered, not every code that left.
@lru_cache(maxsize=16)
def measure(text: str) -> SmsMeasure:
    """Measure a text as the gateway will cut it."""
    encoding = _encoding(text)
    parts = len(split(text))
    lone, joined = CAPACITY[encoding]
    return SmsMeasure(
        encoding=encoding,
        units=sum(_units(char, encoding) for char in text),
        capacity=lone if parts == 1 else joined * parts,
        parts=parts,
        guilty=_guilty(text) if encoding == UCS2 else (),
    )


def split(text: str) -> tuple[str, ...]:
    """The parts of a text; an escape pair or a surrogate pair is never cut. Always at least one."""
    encoding = _encoding(text)
    lone, joined = CAPACITY[encoding]
    sizes = [_units(char, encoding) for char in text]
    if sum(sizes) <= lone:
        return (text,)
    parts, start, used = [], 0, 0
    for index, size in enumerate(sizes):
        if used + size > joined:
            parts.append(text[start:index])
            start, used = index, 0
        used += size
    return (*parts, text[start:])


def replaced(text: str) -> str:
    """The text with every guilty character that has a harmless stand-in replaced by it."""
    return "".join(char if gsm7.units(char) else gsm7.STAND_INS.get(char, char) for char in text)


def _encoding(text: str) -> str:
    return GSM7 if all(gsm7.units(char) for char in text) else UCS2


def _units(char: str, encoding: str) -> int:
    if encoding == GSM7:
        return gsm7.units(char)
    return 2 if ord(char) > BEYOND_BMP else 1


def _guilty(text: str) -> tuple[Guilty, ...]:
    places: dict[str, list[int]] = {}
    for position, char in enumerate(text):
        if not gsm7.units(char):
            places.setdefault(char, []).append(position)
    return tuple(
        Guilty(char, gsm7.STAND_INS.get(char), tuple(positions)) for char, positions in places.items()
    )
