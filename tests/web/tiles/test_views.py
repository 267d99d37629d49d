"""/tuiles/ over HTTP. The street tiles use no database: their tests may not even ask for one."""

import gzip
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.places import VENDOME
from tests.upstream import HURRIED, IMAGE, Upstream
from zones.ground import ground_tile
from zones.models import Commune
from zones.tile_grid import tile_at

BACKEND = "django.contrib.auth.backends.ModelBackend"
HERE = tile_at(*VENDOME, 13)
STREETS = f"/tuiles/plan/13/{HERE.x}/{HERE.y}.png"
GROUND = f"/tuiles/fond/13/{HERE.x}/{HERE.y}.mvt"
MARSEILLE = tile_at(5.37, 43.3, 13)
OUTSIDE_THE_GRID = ("20/0/0", "3/8/0", "3/0/8", "99999999999999999999/0/0", "-1/0/0", "a/0/0")


def test_anybody_sees_the_streets_and_keeps_them_for_a_week(client: Client, upstream: Upstream) -> None:
    answer = client.get(STREETS)

    assert (answer.status_code, answer.content) == (200, IMAGE)
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=604800"
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("mode", ["silent", "500", "html", "404", "big"])
def test_streets_that_upstream_does_not_give_are_empty_and_not_kept(
    client: Client, upstream: Upstream, settings: Any, mode: str
) -> None:
    settings.STREETS_TIMEOUT_SECONDS = HURRIED
    upstream.mode = mode
    answer = client.get(STREETS)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Cache-Control"] == "no-store"


def test_a_spoilt_store_is_begun_anew(client: Client, upstream: Upstream) -> None:
    file = settings.STREETS_FOLDER / "streets-public.sqlite3"
    file.parent.mkdir()
    file.write_bytes(b"no database at all, but long enough to look like one" * 100)

    assert client.get(STREETS).status_code == 204
    assert client.get(STREETS).status_code == 200


def test_nobody_is_asked_for_the_streets_of_other_towns(client: Client, upstream: Upstream) -> None:
    assert client.get(f"/tuiles/plan/13/{MARSEILLE.x}/{MARSEILLE.y}.png").status_code == 204
    assert upstream.asked == []


@pytest.mark.parametrize("z", [9, 19])
def test_streets_are_asked_for_at_the_zooms_of_our_maps_only(
    client: Client, upstream: Upstream, z: int
) -> None:
    tile = tile_at(*VENDOME, z)

    assert client.get(f"/tuiles/plan/{z}/{tile.x}/{tile.y}.png").status_code == 204
    assert upstream.asked == []


@pytest.mark.django_db
class TestSignedIn:
    def test_staff_keep_theirs_to_themselves(self, client: Client, alice: User, upstream: Upstream) -> None:
        client.get(STREETS)
        client.force_login(alice, backend=BACKEND)
        answer = client.get(STREETS)

        assert (answer.status_code, answer.content) == (200, IMAGE)
        assert answer["Cache-Control"] == "private, max-age=604800"
        assert "Cookie" in answer["Vary"]
        assert len(upstream.asked) == 2

    def test_a_tile_does_not_keep_an_absent_officer_signed_in(
        self, client: Client, alice: User, upstream: Upstream
    ) -> None:
        client.force_login(alice, backend=BACKEND)
        answer = client.get(STREETS)

        assert answer.status_code == 200
        assert not answer.cookies
        assert "renewed_at" not in client.session

    def test_a_cookie_of_nobody_is_the_public(self, client: Client, upstream: Upstream) -> None:
        client.cookies[settings.SESSION_COOKIE_NAME] = "forged"
        answer = client.get(STREETS)

        assert answer["Cache-Control"] == "public, max-age=604800"
        assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize("place", OUTSIDE_THE_GRID)
def test_what_is_no_tile_is_not_found(client: Client, upstream: Upstream, place: str) -> None:
    assert client.get(f"/tuiles/plan/{place}.png").status_code == 404
    assert upstream.asked == []


def test_streets_are_only_read(client: Client, upstream: Upstream) -> None:
    assert client.post(STREETS).status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("geography")
class TestGround:
    def test_anybody_sees_the_ground(self, client: Client) -> None:
        answer = client.get(GROUND)

        assert answer.content == ground_tile(HERE)
        assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"

    def test_it_travels_compressed(self, client: Client) -> None:
        answer = client.get(GROUND, headers={"Accept-Encoding": "gzip, br"})

        assert answer["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.content) == ground_tile(HERE)

    def test_it_is_sent_again_only_when_a_boundary_changed(self, client: Client) -> None:
        seen = {"If-None-Match": client.get(GROUND)["ETag"]}

        assert client.get(GROUND, headers=seen).status_code == 304
        Commune.objects.filter(insee_code="75101").update(name="Le Louvre")
        assert client.get(GROUND, headers=seen).status_code == 200

    def test_it_is_empty_elsewhere(self, client: Client) -> None:
        assert client.get(f"/tuiles/fond/13/{MARSEILLE.x}/{MARSEILLE.y}.mvt").status_code == 204
        assert client.get("/tuiles/fond/13/8192/0.mvt").status_code == 404
