"""Street tiles through our own server, against a real upstream in all its moods."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.places import VENDOME
from tests.stack import until
from tests.upstream import HURRIED, IMAGE, PATIENCE, Upstream
from web.tiles import shares, status
from web.tiles.asking import IN_LINE, Desk
from web.tiles.store import Kept
from web.tiles.street_tiles import DAY, street_tile
from zones.outside import FAILURES
from zones.tile_grid import Tile, tile_at

HERE = tile_at(*VENDOME, 16)
# Of the 2.5 s that somebody waits for an answer that may take 2.
TIMEOUT, IN_FRONT = 2.0, 1.5
TOGETHER = shares.staff().at_once


def beside(number: int) -> Tile:
    """The first, second, … tile to the east."""
    return Tile(16, HERE.x + number, HERE.y)


def look(tile: Tile = HERE, days: float = 0) -> Kept | None:
    return street_tile(tile, share=shares.staff(), now=time.time() + days * DAY)


def look_as_public(tile: Tile = HERE) -> Kept | None:
    return street_tile(tile, share=shares.public(), now=time.time())


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


def test_many_who_look_at_one_tile_at_once_ask_once(upstream: Upstream) -> None:
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


def test_a_slow_upstream_holds_few_and_is_not_called_silent(upstream: Upstream) -> None:
    upstream.mode = "held"
    with ThreadPoolExecutor(24) as lookers:
        looks = [lookers.submit(look, beside(number)) for number in range(24)]
        until(lambda: sum(each.done() for each in looks) == 24 - TOGETHER, "those who do not wait")
        upstream.release.set()
        found = [each.result() for each in looks]

    assert sum(kept is not None for kept in found) <= TOGETHER
    assert shares.staff().upstream().silent_since() is None
    until(lambda: len(upstream.asked) == IN_LINE * TOGETHER, "the questions that went on alone")


def test_a_question_that_stood_in_line_for_long_says_nothing_of_upstream(
    upstream: Upstream, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk("narrow", 1)
    monkeypatch.setattr(shares, "_desk", lambda *_: desk)
    settings.STREETS_TIMEOUT_SECONDS = TIMEOUT
    upstream.mode = "held"
    assert desk.stand_in_line()
    desk.ask(lambda _: upstream.ended.wait(IN_FRONT) and None)

    assert look() is None
    until(lambda: upstream.asked_for(HERE) == 1, "the question")
    assert not (settings.VAR_DIR / "run" / "outside" / "streets.failures").exists()
    upstream.release.set()
    until(lambda: look() is not None, "the tile of the question that went on alone")


def test_the_public_has_tiles_of_its_own(upstream: Upstream) -> None:
    look()
    look_as_public()

    assert upstream.asked_for(HERE) == 2


def test_the_public_can_use_up_only_its_own_questions_and_room(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_PUBLIC_RATE, settings.STREETS_PUBLIC_BURST = 0.001, 3
    settings.STREETS_PUBLIC_CACHE_BYTES = len(IMAGE) + 300
    look()
    found = [look_as_public(beside(number)) for number in range(1, 6)]

    assert sum(kept is not None for kept in found) <= 3
    assert look() is not None
    assert upstream.asked_for(HERE) == 1
    assert look(beside(9)) is not None


def test_a_silence_met_by_the_public_is_not_the_officers(upstream: Upstream) -> None:
    upstream.mode = "500"
    for number in range(FAILURES):
        assert look_as_public(beside(number)) is None
    upstream.mode = "ok"

    assert look_as_public() is None
    assert look() is not None


def test_upstream_learns_the_tile_and_our_name_and_nothing_else(upstream: Upstream, settings: Any) -> None:
    settings.STREETS_USER_AGENT = "geoalert-test"
    look()

    ((path, headers),) = upstream.asked
    assert path == f"/16/{HERE.x}/{HERE.y}.png"
    assert headers["User-Agent"] == "geoalert-test"
    assert set(headers) <= {"Host", "User-Agent", "Accept", "Accept-Encoding"}


@pytest.mark.parametrize("mode", ["silent", "dripping", "500", "429", "html", "garbage", "cut", "moved"])
def test_an_upstream_that_fails_three_times_is_left_alone(
    upstream: Upstream, settings: Any, mode: str
) -> None:
    settings.STREETS_TIMEOUT_SECONDS = HURRIED
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
    # A quarter more is waited: time for a question to begin on busy cores.
    settings.STREETS_TIMEOUT_SECONDS = 1.0

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
