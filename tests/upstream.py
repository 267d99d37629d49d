"""A real server of street tiles on loopback, that counts, and that can be as bad as servers are."""

import struct
import threading
import zlib
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from web.tiles import shares
from web.tiles.asking import IN_LINE, Desk
from zones.tile_grid import Tile

PATIENCE = 10.0
# Time enough for any answer on busy cores, and none for a test of what does not come.
AT_EASE, HURRIED = 5.0, 0.4


def png(size: int = 256) -> bytes:
    """A square of one colour."""
    rows = (b"\0" + b"\xc8\x5a\x28" * size) * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = {b"IHDR": header, b"IDAT": zlib.compress(rows), b"IEND": b""}
    parts = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


IMAGE = png()


class Upstream(ThreadingHTTPServer):
    """`mode`: ok, held (until `release`), dripping, silent, 404, 500, html, garbage, cut, big, moved."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.mode = "ok"
        self.asked: list[tuple[str, Message]] = []
        self.release = threading.Event()
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{{z}}/{{x}}/{{y}}.png"

    def asked_for(self, tile: Tile) -> int:
        """How often it was asked for this tile."""
        path = f"/{tile.z}/{tile.x}/{tile.y}.png"
        return sum(asked == path for asked, _ in self.asked)


class _Answer(BaseHTTPRequestHandler):
    server: Upstream

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers))
        mode = self.server.mode
        if mode == "held":
            self.server.release.wait(PATIENCE)
        if mode == "silent":
            self.server.ended.wait(PATIENCE)
            return
        status = int(mode) if mode.isdigit() else 302 if mode == "moved" else 200
        bodies = {"html": b"<html>En travaux</html>", "garbage": b"\x00" * 900, "big": IMAGE + bytes(600_000)}
        body = bodies.get(mode, IMAGE)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) + (mode == "cut")))
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self._write(body, dripping=mode == "dripping")

    def _write(self, body: bytes, *, dripping: bool) -> None:
        try:
            if not dripping:
                self.wfile.write(body)
            for at in range(0, len(body) if dripping else 0):
                self.wfile.write(body[at : at + 1])
                if self.server.ended.wait(0.05):
                    return
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def upstream(settings: Any, tmp_path: Path) -> Iterator[Upstream]:
    """The streets' upstream of this test, with a store and a memory of its own.

    A test in which no answer comes says that it is HURRIED.
    """
    desks = [(share.desk(), share.at_once) for share in (shares.staff(), shares.public())]
    server = Upstream()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    settings.VAR_DIR = tmp_path
    settings.STREETS_FOLDER = tmp_path / "tiles"
    settings.STREETS_URL = server.url
    settings.STREETS_TIMEOUT_SECONDS = AT_EASE
    yield server
    server.ended.set()
    server.release.set()
    try:
        for desk, at_once in desks:
            _until_nothing_is_asked(desk, at_once)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _until_nothing_is_asked(desk: Desk, at_once: int) -> None:
    """A question that went on alone ends in this test's folder, not in the next one's."""
    for _ in range(IN_LINE * at_once):
        assert desk._line.acquire(timeout=PATIENCE), "a question about a tile does not end"
    for _ in range(IN_LINE * at_once):
        desk.step_aside()
