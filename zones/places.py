"""The officer's place field: names, postcodes, town halls and coordinates."""

from zones.coordinates import label, parse
from zones.gazetteer import Entry, Place, entries
from zones.words import words

__all__ = ["Place", "search"]

KINDS = ("department", "commune", "sector", "town_hall", "postcode")
MAX_QUERY = 100

Rank = tuple[int, int, int, str]


def search(query: str, limit: int = 8) -> list[Place]:
    """The best answers first; none for an empty query or a name nobody bears.

    Every word typed must begin a word of the place, in any order; "8", "8e" and "8ème" are one.
    """
    point = parse(query)
    if point is not None:
        return [Place(label=label(point), kind="coordinates", location=point, zone=None)]
    typed = words(query[:MAX_QUERY])
    if not typed:
        return []
    ranked = [(rank, entry.place) for entry in entries() if (rank := _rank(entry, typed))]
    ranked.sort(key=lambda pair: pair[0])
    return list(dict.fromkeys(place for _, place in ranked))[:limit]


def _rank(entry: Entry, typed: tuple[str, ...]) -> Rank | None:
    """How far the entry is from what was typed; None when a word has no match."""
    candidates = (*entry.name, *entry.extra)
    if not all(any(each.startswith(word) for each in candidates) for word in typed):
        return None
    core = tuple(word for word in typed if word in entry.name or word not in entry.extra)
    name = " ".join(entry.name)
    if core == entry.name:
        distance = 0
    elif core and name.startswith(" ".join(core)):
        distance = 1
    else:
        distance = 2
    guessed = sum(word not in candidates for word in typed)
    return distance, guessed, KINDS.index(entry.place.kind), entry.place.label
