import pytest

from messaging import addresses

ALICE = "+33639980001"


@pytest.mark.parametrize("raw", ["06 39 98 00 01", "0639980001", "+33 6 39 98 00 01", "0033639980001"])
def test_a_french_mobile_is_cleaned_to_e164(raw: str) -> None:
    assert addresses.clean(raw) == ALICE


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "01 42 76 15 30",
        "17",
        "+44 7700 900000",
        "٠٦٣٩٩٨٠٠٠١",
        "0639980001\n",
        "0639980001 ext 2",
        "06 39 98",
    ],
)
def test_anything_else_is_refused(raw: str) -> None:
    with pytest.raises(addresses.AddressRefused):
        addresses.clean(raw)


def test_a_bench_number_is_taken_where_the_instance_allows_it(settings: pytest.FixtureRequest) -> None:
    settings.ALLOW_BENCH_NUMBERS = True

    assert addresses.clean("+999 123 456 789") == "+999123456789"


@pytest.mark.parametrize("raw", ["+999123456789", "+999 123 456 789", "00999123456789"])
def test_a_bench_number_is_refused_everywhere_else(raw: str, settings: pytest.FixtureRequest) -> None:
    settings.ALLOW_BENCH_NUMBERS = False

    with pytest.raises(addresses.AddressRefused):
        addresses.clean(raw)


def test_a_sealed_number_opens_again_and_never_looks_the_same() -> None:
    first, second = addresses.seal(ALICE), addresses.seal(ALICE)

    assert addresses.unseal(first) == addresses.unseal(second) == ALICE
    assert first != second
    assert ALICE.encode() not in first


def test_fingerprints_are_equal_for_equal_numbers_only() -> None:
    assert addresses.fingerprint(ALICE) == addresses.fingerprint(ALICE)
    assert addresses.fingerprint(ALICE) != addresses.fingerprint("+33639980002")


def test_numbers_of_fiction_are_known() -> None:
    assert addresses.is_fiction(ALICE)
    assert addresses.is_fiction("+999123456789")
    assert not addresses.is_fiction("+33612345678")


def test_what_was_altered_does_not_open() -> None:
    sealed = bytearray(addresses.seal(ALICE))
    sealed[-1] ^= 1

    with pytest.raises(addresses.Unreadable):
        addresses.unseal(bytes(sealed))
