"""The alphabet of SMS, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging import gsm7


def test_the_alphabet_has_a_character_for_each_of_its_codes() -> None:
    assert len(gsm7.ALPHABET) == len(set(gsm7.ALPHABET)) == 128
    assert not gsm7.BASIC & gsm7.EXTENDED


@given(st.text(st.sampled_from(sorted(gsm7.CODES))))
def test_what_is_written_is_read_again(text: str) -> None:
    written = gsm7.encode(text)

    assert gsm7.decode(written) == text
    assert len(written) == sum(gsm7.units(char) for char in text)


@given(st.binary())
def test_no_bytes_break_the_reading(septets: bytes) -> None:
    assert len(gsm7.decode(septets)) <= len(septets)


@pytest.mark.parametrize(
    ("septets", "text"), [(b"\x5f", "§"), (b"\x1be", "€"), (b"\x1b\x41", "A"), (b"\x80", "\ufffd")]
)
def test_the_standard_is_followed_to_the_letter(septets: bytes, text: str) -> None:
    assert gsm7.decode(septets) == text
