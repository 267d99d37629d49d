"""A filter is its address: it reads a URL, writes it back, says itself, and refuses nonsense in French."""

from datetime import date

import pytest
from django.http import QueryDict

from incidents.filters import FilterRefused, IncidentFilter
from tests.incidents.making import TODAY, kind

pytestmark = pytest.mark.django_db

EVENINGS = (
    "type=vol-etalage&periode=90&jour=5&jour=6&heure=18&heure=19&heure=20&heure=21&heure=22"
    "&zone=75101&zone=75102&zone=75103&zone=75104"
)


@pytest.fixture(autouse=True)
def _kinds() -> None:
    kind("vol-etalage"), kind("cambriolage")


def read(query: str) -> IncidentFilter:
    return IncidentFilter.from_query(QueryDict(query), today=TODAY)


def test_it_says_itself_as_an_analyst_would() -> None:
    said = read(EVENINGS).sentence()

    assert said == "vol à l’étalage, 90 derniers jours, week-ends, 18\u202fh–23\u202fh, Paris 1er–4e"


def test_nothing_asked_is_everything_of_the_last_90_whole_days() -> None:
    asked = read("")

    assert asked.sentence() == "tous les incidents, 90 derniers jours"
    assert (asked.since, asked.until) == (date(2026, 8, 27), date(2026, 11, 24))


@pytest.mark.parametrize(
    "query",
    [
        EVENINGS,
        "periode=7",
        "du=2026-02-28&au=2026-03-01",
        "du=2026-11-01&au=2026-11-01&jour=0&heure=0&heure=23&zone=93-SDN&zone=75",
    ],
)
def test_a_url_survives_the_round_trip(geography: None, query: str) -> None:
    query = query.replace("93-SDN", "75-CENTRE")
    asked = read(query)

    assert read(asked.as_query()) == asked


@pytest.mark.parametrize("preset", ["7", "90", "365"])
def test_dates_typed_beside_a_preset_that_stayed_ticked_count(preset: str) -> None:
    asked = read(f"periode={preset}&du=2026-11-01&au=2026-11-03")

    assert (asked.since, asked.until, asked.preset) == (date(2026, 11, 1), date(2026, 11, 3), None)
    assert read(asked.as_query()) == asked


def test_a_preset_beside_empty_dates_is_the_preset() -> None:
    asked = read("periode=7&du=&au=")

    assert asked.preset == 7
    assert read(asked.as_query()) == asked


def test_a_preset_ticked_where_dates_were_shown_counts() -> None:
    asked = read("etait=dates&periode=7&du=2026-11-01&au=2026-11-03")

    assert asked.preset == 7
    assert read(asked.as_query()) == asked


def test_the_order_of_the_parameters_does_not_matter() -> None:
    assert read("jour=6&jour=5&heure=3&type=") == read("heure=3&jour=5&jour=6&jour=6")


def test_every_hour_ticked_is_no_filter() -> None:
    assert read("&".join(f"heure={hour}" for hour in range(24))).hours == ()


@pytest.mark.parametrize(
    ("query", "guilty", "words"),
    [
        ("type=vol-de-nuit", "type", "inconnu"),
        ("periode=12", "periode", "Période inconnue"),
        ("periode=dates&au=2026-11-01", "du", "Donnez ce jour"),
        ("du=2026-11-01", "au", "Donnez ce jour"),
        ("periode=90&du=2026-11-01&au=", "au", "Donnez ce jour"),
        ("du=hier&au=2026-11-01", "du", "ne peut pas être lu"),
        ("du=0001-01-01&au=2026-11-01", "du", "trop loin"),
        ("du=2020-01-01&au=2026-11-01", "du", "trois ans"),
        ("du=2026-11-02&au=2026-11-01", "au", "avant de commencer"),
        ("du=2027-01-01&au=2027-01-02", "du", "futur"),
        ("jour=7", "jour", "inconnu"),
        ("heure=-1", "heure", "inconnue"),
        ("heure=minuit", "heure", "inconnue"),
        ("zone=13055", "zone", "Zone inconnue"),
        ("zone=92-DEFENSE", "zone", "Zone inconnue"),
    ],
)
def test_nonsense_is_refused_where_it_stands(query: str, guilty: str, words: str) -> None:
    with pytest.raises(FilterRefused) as refused:
        read(query)

    assert list(refused.value.errors) == [guilty]
    assert words in refused.value.errors[guilty]


def test_every_error_is_told_at_once() -> None:
    with pytest.raises(FilterRefused) as refused:
        read("type=x&jour=9&heure=25&zone=z&periode=1")

    assert set(refused.value.errors) == {"type", "jour", "heure", "zone", "periode"}


def test_the_previous_period_is_as_long_and_ends_the_day_before() -> None:
    asked = read("du=2026-11-10&au=2026-11-19")

    assert (asked.before().since, asked.before().until) == (date(2026, 10, 31), date(2026, 11, 9))
