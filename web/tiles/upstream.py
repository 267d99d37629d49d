"""One question to the server of street tiles: it learns the tile's number, and nothing of who looks."""

import time

import urllib3
from django.conf import settings

from zones.tile_grid import Tile

CHUNK = 65_536
# Answers that are about this tile, not about the server's health.
NO_SUCH_TILE = (204, 400, 404, 410)
CONTENT_TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}

_pool = urllib3.PoolManager(maxsize=8, retries=False)


class UpstreamFailed(Exception):
    """It is silent, slow or unwell: no tile of it can be expected."""


class NoImage(Exception):
    """It has nothing for this tile that we would show."""


def fetch(tile: Tile) -> bytes:
    """The image of a tile; raises UpstreamFailed or NoImage."""
    url = settings.STREETS_URL
    for name, number in vars(tile).items():
        url = url.replace(f"{{{name}}}", str(number))
    try:
        return _read(url)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise UpstreamFailed(type(error).__name__) from error


def content_type(image: bytes) -> str | None:
    """What an image is by its first bytes; None for anything else."""
    for beginning, name in CONTENT_TYPES.items():
        if image.startswith(beginning) and (name != "image/webp" or image[8:12] == b"WEBP"):
            return name
    return None


def _read(url: str) -> bytes:
    seconds = settings.STREETS_TIMEOUT_SECONDS
    deadline = time.monotonic() + seconds
    headers = {"User-Agent": settings.STREETS_USER_AGENT, "Accept": "image/png, image/jpeg, image/webp"}
    answer = _pool.request(
        "GET", url, headers=headers, timeout=seconds, redirect=False, preload_content=False
    )
    try:
        if answer.status in NO_SUCH_TILE:
            raise NoImage(str(answer.status))
        if answer.status != 200:
            raise UpstreamFailed(str(answer.status))
        image = _body(answer, deadline)
    finally:
        answer.close()
    if content_type(image) is None:
        raise UpstreamFailed("not an image")
    return image


def _body(answer: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    image = bytearray()
    while chunk := answer.read1(CHUNK):
        image += chunk
        if len(image) > settings.STREETS_TILE_MAX_BYTES:
            raise NoImage("too big")
        if time.monotonic() > deadline:
            raise UpstreamFailed("slow")
    return bytes(image)
