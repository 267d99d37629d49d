"""Facts of 3GPP TS 23.038 that a French text meets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.sms_text import measure, replaced, split

FRENCH = st.text(alphabet="abc éèàùÇ€ç’«êœ{}\U0001f600", max_size=400)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("é" * 160, "GSM-7", 160, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("ç" * 70, "UCS-2", 70, 1),
        ("ç" * 71, "UCS-2", 71, 2),
        ("ç" * 134, "UCS-2", 134, 2),
        ("ç" * 135, "UCS-2", 135, 3),
        ("", "GSM-7", 0, 1),
    ],
)
def test_a_text_costs_what_the_standard_says(text: str, encoding: str, units: int, parts: int) -> None:
    size = measure(text)

    assert (size.encoding, size.units, size.parts) == (encoding, units, parts)


@pytest.mark.parametrize("char", "éèàùÉÇ€")
def test_it_keeps_the_short_alphabet_for(char: str) -> None:
    assert measure(char).encoding == "GSM-7"


@pytest.mark.parametrize("char", "çêâîôûëïœÀÈ«»’…\u00a0\u202f")
def test_it_leaves_the_short_alphabet_for(char: str) -> None:
    assert measure(char).encoding == "UCS-2"
    assert measure(replaced(char)).encoding == "GSM-7"


def test_an_escape_pair_is_never_cut() -> None:
    assert measure("a" * 152 + "€" + "a" * 152).parts == 3


def test_a_surrogate_pair_is_never_cut() -> None:
    assert [len(part) for part in split("ç" * 66 + "😀" + "ç" * 10)] == [66, 11]


def test_it_names_the_guilty_characters_and_where_they_stand() -> None:
    (cedilla,) = measure("façade, leçon").guilty

    assert (cedilla.char, cedilla.replacement, cedilla.positions) == ("ç", "c", (2, 10))


def test_a_guilty_character_without_a_stand_in_is_left_to_the_officer() -> None:
    assert measure("😀").guilty[0].replacement is None
    assert replaced("😀") == "😀"


@given(FRENCH)
def test_the_parts_join_to_the_text_and_each_fits(text: str) -> None:
    size = measure(text)
    parts = split(text)

    assert "".join(parts) == text
    assert len(parts) == size.parts
    assert all(measure(part).units <= (160 if size.encoding == "GSM-7" else 70) for part in parts)
    assert size.units <= size.capacity
