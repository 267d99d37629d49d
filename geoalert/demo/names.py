"""Names of shops that do not exist."""

import json
from functools import cache

import numpy as np
from django.conf import settings

HIGHEST_NUMBER = 140


@cache
def _words() -> dict[str, list[str]]:
    path = settings.BASE_DIR / "fixtures" / "demo_names.json"
    words: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return words


def shop_names(professions: list[str], rng: np.random.Generator) -> list[str]:
    """One name a shop: its trade, a surname, sometimes more."""
    trades = [profession.split(",")[0] for profession in professions]
    surnames = rng.choice(_words()["surnames"], size=len(trades))
    seconds = rng.choice(_words()["second"], size=len(trades))
    longer = rng.random(len(trades)) < 0.3
    return [
        f"{trade} {surname} {second}" if more else f"{trade} {surname}"
        for trade, surname, second, more in zip(trades, surnames, seconds, longer, strict=True)
    ]


def streets(count: int, rng: np.random.Generator) -> list[str]:
    numbers = rng.integers(1, HIGHEST_NUMBER, count)
    names = rng.choice(_words()["streets"], size=count)
    return [f"{number} {name}" for number, name in zip(numbers, names, strict=True)]
