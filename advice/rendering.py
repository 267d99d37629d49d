"""Markdown to HTML that a stranger may read: no raw HTML, no images, links only where they may lead."""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ALLOWED = ("https://", "http://", "tel:", "sms:", "/", "#")


def _may_lead(url: str) -> bool:
    return url.startswith(ALLOWED)


def render(text: str) -> SafeString:
    """Headings, lists, emphasis, links and tables; everything else comes out as text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = _may_lead  # type: ignore[method-assign]
    return mark_safe(parser.render(text))  # noqa: S308  the parser escapes what it does not know
