"""Addresses come from somebody else's service, which may answer anything or nothing."""

import time
from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOON
from tests.geocoder import LYON, MAIMED, PAIX, Geocoder
from tests.stack import until
from zones import geocoding
from zones.geocoding import PUBLIC_PACE, Address, GeocoderBusy, GeocoderSilent, geocode, geocode_for_public
from zones.outside import FAILURES


def ask_as_public(text: str, *, later: float = 0) -> list[Address]:
    return geocode_for_public(text, asker="7", now=NOON + timedelta(seconds=later))


def test_an_address_comes_with_its_place_and_its_commune(geocoder: Geocoder) -> None:
    (found,) = geocode("16 rue de la paix")
    assert (found.label, found.street, found.postcode, found.insee_code) == (
        "16 Rue de la Paix 75002 Paris",
        "16 Rue de la Paix",
        "75002",
        "75102",
    )
    assert (found.location.x, found.location.y, found.location.srid) == (2.331036, 48.869211, 4326)
    assert found.exact
    assert found.public_name == "Rue de la Paix, Paris 2e"


def test_the_service_is_told_what_was_typed_and_where_to_look_first(geocoder: Geocoder) -> None:
    geocode("  16  rue de la Paix ", limit=4)
    (question,) = geocoder.questions
    assert question["path"] == ["/geocodage/search"]
    assert (question["q"], question["limit"]) == (["16 rue de la paix"], ["4"])
    assert 48.6 < float(question["lat"][0]) < 49.1
    assert 2.1 < float(question["lon"][0]) < 2.7
    assert set(geocoder.headers_seen[0]) <= {"Host", "User-Agent", "Accept-Encoding", "Connection"}


def test_what_lies_elsewhere_or_nowhere_is_left_out(geocoder: Geocoder) -> None:
    geocoder.features = [LYON, MAIMED, {}, {"properties": None, "geometry": PAIX["geometry"]}]
    assert geocode("rue de la paix") == []


def test_the_same_question_is_asked_once(geocoder: Geocoder) -> None:
    for text in ("16 rue de la paix", "16 Rue de la Paix "):
        geocode(text)
    assert len(geocoder.questions) == 1


def test_one_or_two_letters_are_no_question(geocoder: Geocoder) -> None:
    assert geocode("ru") == []
    assert geocoder.questions == []


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b'{"features": 3}', b'{"features": [1, null]}', b'"x"', b"\xff"]
)
def test_an_answer_that_cannot_be_read_is_a_silence(geocoder: Geocoder, body: bytes) -> None:
    geocoder.body = body
    with pytest.raises(GeocoderSilent):
        geocode("16 rue de la paix")


@pytest.mark.parametrize("status", [400, 413, 414])
def test_what_the_service_cannot_read_has_no_answer_and_is_no_silence(
    geocoder: Geocoder, status: int
) -> None:
    geocoding.SERVICE.failed()
    geocoder.status = status
    for number in range(FAILURES):
        assert geocode(f"{number} ???") == []
    geocoder.status = 200
    assert geocode("16 rue de la paix")


def test_being_asked_to_slow_down_is_not_remembered_as_a_silence(geocoder: Geocoder) -> None:
    geocoder.status = 429
    for number in range(FAILURES):
        with pytest.raises(GeocoderSilent):
            geocode(f"{number} rue de la paix")
    assert geocoding.silent_since() is None


def test_the_public_cannot_silence_the_officers(geocoder: Geocoder) -> None:
    geocoder.status = 500
    for number in range(FAILURES):
        with pytest.raises(GeocoderSilent):
            ask_as_public(f"{number} rue de la paix")
    geocoder.status = 200
    with pytest.raises(GeocoderSilent):
        ask_as_public("16 rue de la paix")
    assert geocode("16 rue de la paix")


def test_the_public_asks_no_more_than_its_pace_allows(geocoder: Geocoder) -> None:
    for number in range(PUBLIC_PACE.each):
        ask_as_public(f"{number} rue de la paix")
    with pytest.raises(GeocoderBusy):
        ask_as_public("16 rue de la paix")
    assert len(geocoder.questions) == PUBLIC_PACE.each
    assert ask_as_public("16 rue de la paix", later=PUBLIC_PACE.seconds)


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_a_refusal_is_a_silence(geocoder: Geocoder, status: int) -> None:
    geocoder.status = status
    with pytest.raises(GeocoderSilent):
        geocode("16 rue de la paix")


def test_a_silent_service_is_waited_for_no_longer_than_said_and_then_left_alone(
    geocoder: Geocoder, settings: Any
) -> None:
    settings.GEOCODER_TIMEOUT_SECONDS = 0.2
    geocoder_url = geocoder.url + "/"
    settings.GEOCODER_URL = geocoder_url
    geocoder.released.clear()
    began = time.monotonic()
    for number in range(FAILURES + 3):
        with pytest.raises(GeocoderSilent):
            geocode(f"{number} rue de la paix")
    assert time.monotonic() - began < 3
    until(lambda: len(geocoder.questions) >= FAILURES, "the last question")
    assert len(geocoder.questions) == FAILURES


def test_without_a_service_nothing_is_asked(settings: Any) -> None:
    settings.GEOCODER_URL = ""
    with pytest.raises(GeocoderSilent):
        geocode("16 rue de la paix")
