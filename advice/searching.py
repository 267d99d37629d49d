"""Full-text search in French, whatever the accents: PostgreSQL's own dictionaries, no engine beside it.

`advice_french` (a migration makes it) is PostgreSQL's `french` with accents taken off first, so that
"securite", "Sécurité" and "sécurités" are one word. Trigrams find what was misspelt.
"""

from functools import reduce
from operator import or_

from django.contrib.postgres.search import (
    SearchQuery,
    SearchQueryCombinable,
    SearchVector,
    SearchVectorCombinable,
    SearchVectorField,
)
from django.db import models
from django.db.models.functions import Lower

CONFIG = "advice_french"
WORDS_AT_MOST = 12


class JsonWords(SearchVectorCombinable, models.Func):
    """The words of the texts inside a JSON column, weight B; its keys are nobody's words."""

    function = "to_tsvector"
    template = f"setweight(to_tsvector('{CONFIG}'::regconfig, %(expressions)s), 'B')"
    output_field = SearchVectorField()
    config = None


class Unaccent(models.Func):
    function = "unaccent"
    output_field = models.TextField()


SEARCHED = (
    SearchVector("title", "keywords", config=CONFIG, weight="A")
    + SearchVector("summary", config=CONFIG, weight="B")
    + JsonWords("actions")
    + SearchVector("body", config=CONFIG, weight="C")
)


def all_words(text: str) -> SearchQuery:
    """Every word, "quoted phrases" together, -word without; whatever was typed, PostgreSQL reads it."""
    return SearchQuery(text, config=CONFIG, search_type="websearch")


def any_word(text: str) -> SearchQueryCombinable:
    """At least one of the words, for when no page has them all."""
    words = text.split()[:WORDS_AT_MOST] or [""]
    return reduce(or_, (SearchQuery(word, config=CONFIG) for word in words))


def plain(text: str | models.F) -> models.Func:
    """Lower case without accents, as trigrams want it."""
    return Unaccent(Lower(models.Value(text) if isinstance(text, str) else text))
