"""The gaps of a message template: filled in, still open, and whether a text is what a template wrote."""

from collections.abc import Iterable

from alerts.models import MessageTemplate
from messaging.sms_text import replaced

PLACE, HOUR = "{lieu}", "{heure}"


def filled(text: str, *, place: str, hour: str) -> str:
    """A template's text with its place and hour; what is not known yet stays as it was."""
    # A place that itself looks like a gap is no gap: the hour goes in first.
    return text.replace(HOUR, hour or HOUR).replace(PLACE, place or PLACE)


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
