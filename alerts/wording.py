"""The words of a message: the gaps of its template, what no eye can see in it, how its lines end."""

import unicodedata
from collections.abc import Iterable

from alerts.models import MessageTemplate
from messaging.sms_text import replaced

PLACE, HOUR = "{lieu}", "{heure}"
# Unicode's Bidi_Control (UAX #9): a text with one of them may be read in another order than it is written.
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Controls, formats, surrogates, unassigned; separators of lines, paragraphs and words.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
VARIATIONS = range(0xFE00, 0xFE10)


def filled(text: str, *, place: str, hour: str) -> str:
    """A template's text with its place and hour; what is not known yet stays as it was."""
    # A place that itself looks like a gap is no gap: the hour goes in first.
    return text.replace(HOUR, hour or HOUR).replace(PLACE, place or PLACE)


def shown(char: str) -> str:
    """The character, or its number ("U+202E") where there would be nothing to see."""
    unseen = unicodedata.category(char) in UNSEEN or ord(char) in VARIATIONS
    return f"U+{ord(char):04X}" if unseen else char


def open_gap(text: str) -> str | None:
    """The first gap that nothing was put into, None where there is none."""
    return next((gap for gap in (PLACE, HOUR) if gap in text), None)


def writer(
    templates: Iterable[MessageTemplate], *, text: str, place: str, hour: str
) -> MessageTemplate | None:
    """The template that wrote this text, letters replaced or not; None once somebody changed it by hand."""
    for template in templates:
        written = filled(template.text, place=place.strip(), hour=hour).strip()
        if text.strip() in (written, replaced(written).strip()):
            return template
    return None
