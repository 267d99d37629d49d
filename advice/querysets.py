from typing import Self

from django.contrib.postgres.search import SearchQueryCombinable, SearchRank, TrigramWordSimilarity
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Greatest

from advice.searching import all_words, any_word, plain

# Below this share of common trigrams two words have nothing to do with each other.
LIKENESS = 0.45


class ShelfQuerySet(models.QuerySet):
    """Rubrics or themes."""

    def with_pages(self) -> Self:
        """Shelves with something to read, in order, each with its number of published pages in `size`."""
        published = Count("pages", filter=Q(pages__published_at__isnull=False))
        return self.annotate(size=published).filter(size__gt=0).order_by("rank", "name")


class AdvicePageQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Pages that the public may read."""
        return self.filter(published_at__isnull=False)

    def on_shelves(self) -> Self:
        """As a reader meets them: rubric by rubric, the general page of each first."""
        return self.select_related("rubric").order_by("rubric__rank", "rubric__name", "rank", "title")

    def matching(self, text: str) -> Self:
        """Pages that have all the words, the best first."""
        return self._ranked(all_words(text))

    def matching_in_part(self, text: str) -> Self:
        """Pages that have one of the words at least, those with more of them first."""
        return self._ranked(any_word(text))

    def resembling(self, text: str) -> Self:
        """Pages whose title or keywords look like what was typed: for a slip of the finger."""
        typed = plain(text)
        likeness = Greatest(
            TrigramWordSimilarity(typed, plain(F("title"))),  # type: ignore[arg-type]
            TrigramWordSimilarity(typed, plain(F("keywords"))),  # type: ignore[arg-type]
        )
        return self.annotate(likeness=likeness).filter(likeness__gte=LIKENESS).order_by("-likeness", "title")

    def _ranked(self, query: SearchQueryCombinable) -> Self:
        found = self.select_related("rubric").filter(search=query)
        return found.annotate(score=SearchRank(F("search"), query)).order_by("-score", "rubric__rank", "rank")
