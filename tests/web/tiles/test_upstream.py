"""One question to upstream."""

import time
from typing import Any

import pytest

from tests.upstream import HURRIED, IMAGE, Upstream
from web.tiles.upstream import UpstreamFailed, content_type, fetch
from zones.tile_grid import Tile

HERE = Tile(16, 33190, 22545)


def test_an_answer_that_drips_is_given_up_in_time(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_TIMEOUT_SECONDS = HURRIED
    upstream.mode = "dripping"
    began = time.monotonic()

    with pytest.raises(UpstreamFailed, match="slow"):
        fetch(HERE)
    assert time.monotonic() - began < 5


def test_the_address_may_hold_other_braces(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_URL = upstream.url + "?style={normal}"

    assert fetch(HERE) == IMAGE
    assert upstream.asked[0][0].startswith("/16/33190/22545.png?style=")


@pytest.mark.parametrize(
    ("image", "name"),
    [
        (IMAGE, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"", None),
    ],
)
def test_an_image_is_known_by_its_first_bytes(image: bytes, name: str | None) -> None:
    assert content_type(image) == name
