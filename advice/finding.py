"""What a reader's search brings: all the words, else some of them, else what they look like."""

from dataclasses import dataclass
from enum import StrEnum

from advice.models import AdvicePage

RESULTS_AT_MOST = 20


class Match(StrEnum):
    ALL = "all"
    SOME = "some"
    LIKE = "like"
    NONE = "none"


@dataclass(frozen=True)
class Finding:
    """Pages, the best first, and how well they fit what was typed."""

    pages: list[AdvicePage]
    match: Match


def find(text: str) -> Finding:
    """At most 20 published pages; an empty list only when nothing resembles `text` at all."""
    published = AdvicePage.objects.published()
    for match, pages in (
        (Match.ALL, published.matching(text)),
        (Match.SOME, published.matching_in_part(text)),
        (Match.LIKE, published.resembling(text)),
    ):
        if found := list(pages[:RESULTS_AT_MOST]):
            return Finding(found, match)
    return Finding([], Match.NONE)
