"""Hours, weekdays and zones in words."""

import pytest

from incidents.wording import hours_in_words, weekdays_in_words, zones_in_words
from zones.geography import Zone


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ((), "à toute heure"),
        ((18, 19, 20, 21, 22), "18 h–23 h"),
        ((22, 23, 0, 1), "22 h–2 h"),
        ((3,), "3 h–4 h"),
        ((8, 12, 13), "8 h–9 h et 12 h–14 h"),
        ((23,), "23 h–0 h"),
    ],
)
def test_hours_are_said_in_runs_around_midnight_too(hours: tuple[int, ...], words: str) -> None:
    assert hours_in_words(sorted(hours)).replace("\u202f", " ") == words


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        ((), "tous les jours"),
        ((5, 6), "week-ends"),
        ((0, 1, 2, 3, 4), "du lundi au vendredi"),
        ((0, 2), "lundis et mercredis"),
    ],
)
def test_weekdays_have_the_words_of_everybody(weekdays: tuple[int, ...], words: str) -> None:
    assert weekdays_in_words(weekdays) == words


def test_many_zones_are_the_first_few_and_how_many_more() -> None:
    names = ["Paris 1er arrondissement", "Paris 2e arrondissement", "Clichy", "Pantin", "Sceaux", "Vanves"]
    zones = [Zone(kind="commune", code=str(n), name=name, boundary=None) for n, name in enumerate(names)]

    assert zones_in_words(zones) == "Paris 1er–2e, Clichy, Pantin et 2 autres zones"
