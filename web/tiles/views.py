"""/tuiles/: images and vector tiles for the maps of all pages; nothing in them is about a person."""

import gzip
import logging
import sqlite3
import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from web.access import public
from web.tiles import shares
from web.tiles.shares import Share
from web.tiles.store import Kept
from web.tiles.street_tiles import is_fresh, street_tile
from web.tiles.upstream import content_type
from zones.ground import ground_tile, version
from zones.tile_grid import NoSuchTile, Tile, padded

logger = logging.getLogger(__name__)

WEEK, HOUR = 7 * 86_400, 3_600
AROUND = 0.5
"""Tiles are given for the area covered and this share of it on each side; the maps end before that."""


def _tile(z: int, x: int, y: int) -> Tile:
    try:
        return Tile(z, x, y)
    except NoSuchTile:
        raise Http404 from None


def _covered(tile: Tile) -> bool:
    return tile.touches(padded(settings.COVERED_EXTENT, AROUND))


def _on_maps(tile: Tile) -> bool:
    """Our maps show the streets of these places at these zooms; nobody needs the others."""
    nearest, deepest = settings.MAP_ZOOMS
    return nearest <= tile.z <= deepest and _covered(tile)


def _signed_in(request: HttpRequest) -> bool:
    """Read without renewing the session: a map that draws itself is no sign of an officer."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _ground_etag(request: HttpRequest, **place: int) -> str:
    return f'"{version()}"'


@require_safe
@condition(etag_func=_ground_etag)
@cache_control(public=True, max_age=3600)
@public
def ground(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Our own ground as MVT; 204 where there is nothing of ours, 404 outside the grid."""
    tile = _tile(z, x, y)
    drawn = ground_tile(tile) if _covered(tile) else b""
    if not drawn:
        return HttpResponse(status=204)
    answer = HttpResponse(drawn, content_type="application/vnd.mapbox-vector-tile")
    patch_vary_headers(answer, ["Accept-Encoding"])
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = gzip.compress(drawn, 6)
        answer["Content-Encoding"] = "gzip"
    return answer


@require_safe
@public
def streets(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """The streets; 204 where upstream has given none, 404 outside the grid.

    Never an error for a tile that is missing: browsers write those down, and the ground shows anyway.
    """
    tile = _tile(z, x, y)
    now, staff = time.time(), _signed_in(request)
    kept = _kept(tile, shares.staff() if staff else shares.public(), now) if _on_maps(tile) else None
    if kept is None:
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    age = WEEK if is_fresh(kept, now=now) else HOUR
    headers = {"Cache-Control": f"{'private' if staff else 'public'}, max-age={age}"}
    return HttpResponse(kept.image, content_type=content_type(kept.image), headers=headers)


def _kept(tile: Tile, share: Share, now: float) -> Kept | None:
    try:
        return street_tile(tile, share=share, now=now)
    except sqlite3.Error:
        logger.exception("street tiles: the store")
        return None
