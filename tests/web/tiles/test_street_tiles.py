"""Street tiles through our own server, against a real upstream in all its moods."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.places import VENDOME
from tests.stack import until
from tests.upstream import IMAGE, PATIENCE, Upstream
from web.tiles import status
from web.tiles.store import Kept
from web.tiles.street_tiles import DAY, street_tile
from zones.outside import FAILURES
from zones.tile_grid import Tile, tile_at

HERE = tile_at(*VENDOME, 16)
TOGETHER = 8


def beside(number: int) -> Tile:
    """The first, second, … tile to the east."""
    return Tile(16, HERE.x + number, HERE.y)


def look(tile: Tile = HERE, days: float = 0) -> Kept | None:
    return street_tile(tile, now=time.time() + days * DAY)


def fall_silent(upstream: Upstream, mode: str = "500") -> None:
    upstream.mode = mode
    for number in range(1, FAILURES + 1):
        assert look(beside(number)) is None


def test_a_tile_is_asked_for_once_and_then_kept(upstream: Upstream) -> None:
    first, second = look(), look()

    assert first is not None
    assert first == second
    assert first.image == IMAGE
    assert len(upstream.asked) == 1
    assert status().state == "working"


def test_many_who_look_at_one_tile_at_once_ask_once(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_TIMEOUT_SECONDS = 5.0
    upstream.mode = "held"
    ready = threading.Barrier(TOGETHER)

    def look_together() -> Kept | None:
        ready.wait()
        return look()

    with ThreadPoolExecutor(TOGETHER) as lookers:
        looks = [lookers.submit(look_together) for _ in range(TOGETHER)]
        until(lambda: upstream.asked, "a question")
        upstream.release.set()
        found = [each.result() for each in looks]

    assert {kept and kept.image for kept in found} == {IMAGE}
    assert upstream.asked_for(HERE) == 1


def test_upstream_learns_the_tile_and_our_name_and_nothing_else(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_USER_AGENT = "geoalert-test"
    look()

    ((path, headers),) = upstream.asked
    assert path == f"/16/{HERE.x}/{HERE.y}.png"
    assert headers["User-Agent"] == "geoalert-test"
    assert set(headers) <= {"Host", "User-Agent", "Accept", "Accept-Encoding"}


@pytest.mark.parametrize("mode", ["silent", "dripping", "500", "429", "html", "garbage", "cut", "moved"])
def test_an_upstream_that_fails_three_times_is_left_alone(upstream: Upstream, mode: str) -> None:
    fall_silent(upstream, mode)
    until(lambda: status().state == "silent", "the silence")
    asked = len(upstream.asked)

    assert look(beside(FAILURES + 1)) is None
    assert len(upstream.asked) == asked
    assert status().since is not None


@pytest.mark.parametrize("mode", ["404", "big"])
def test_a_tile_that_upstream_lacks_is_not_asked_again_and_says_nothing_of_its_health(
    upstream: Upstream, mode: str
) -> None:
    fall_silent(upstream, mode)
    asked = len(upstream.asked)

    assert look(beside(1)) is None
    assert len(upstream.asked) == asked
    assert status().state == "working"


def test_an_upstream_that_is_back_is_found_again_after_the_pause(upstream: Upstream, settings: Any) -> None:
    fall_silent(upstream)
    upstream.mode = "ok"
    assert look() is None

    settings.STREETS_PAUSE_SECONDS = 0
    found = look()

    assert found is not None
    assert status().state == "working"


def test_a_tile_seen_once_stays_while_upstream_is_silent(upstream: Upstream) -> None:
    look()
    fall_silent(upstream)

    old = look(days=400)

    assert old is not None
    assert old.image == IMAGE


def test_an_old_tile_is_given_at_once_and_renewed_behind(upstream: Upstream, settings: Any) -> None:
    look()
    upstream.mode = "held"
    old = look(days=100)

    assert old is not None
    until(lambda: upstream.asked_for(HERE) == 2, "the second question")
    upstream.release.set()


def test_more_questions_than_the_rate_allows_are_not_asked(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_RATE, settings.STREETS_BURST = 0.001, 3

    found = [look(beside(number)) for number in range(8)]

    assert sum(kept is not None for kept in found) == 3
    assert len(upstream.asked) == 3
    assert status().state == "working"


def test_an_upstream_that_is_not_there_is_silent(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_URL = "http://127.0.0.1:1/{z}/{x}/{y}"
    for number in range(1, FAILURES + 1):
        assert look(beside(number)) is None

    assert status().state == "silent"


def test_a_name_server_that_hangs_holds_nobody_up(
    upstream: Upstream, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STREETS_URL = "http://streets.invalid/{z}/{x}/{y}"
    settings.STREETS_TIMEOUT_SECONDS = 0.1

    def hang(*address: Any) -> Any:
        upstream.ended.wait(PATIENCE)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    for number in range(1, FAILURES + 1):
        assert look(beside(number)) is None
    assert status().state == "silent"
    upstream.ended.set()


def test_without_an_upstream_there_are_no_streets(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_URL = ""

    assert look() is None
    assert upstream.asked == []
    assert status().state == "off"
