"""A perimeter in one line, as an officer would say it."""

from zones.geography import geography
from zones.perimeters.composing import read_shapes

NAMED = 4


def describe(shapes: object) -> str:
    """French: "Cercle de 300 m, Paris Centre, moins Paris 1er arrondissement"."""
    read = read_shapes(shapes, geography())
    included = _listed([shape.words() for shape in read if shape.included])
    excluded = _listed([shape.words() for shape in read if not shape.included])
    sentence = f"{included}, moins {excluded}" if excluded else included
    return sentence[:1].upper() + sentence[1:]


def _listed(words: list[str]) -> str:
    """The first few by name, equal ones once, then how many more."""
    counted = {word: words.count(word) for word in words}
    named = [f"{word} (× {count})" if count > 1 else word for word, count in counted.items()]
    more = len(named) - NAMED
    if more <= 0:
        return ", ".join(named)
    return f"{', '.join(named[:NAMED])} et {more} autre{'s' if more > 1 else ''}"
