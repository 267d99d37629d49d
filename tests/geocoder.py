"""A geocoder of our own on loopback that answers as the national one does, or as badly as it may."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from zones import geocoding

PAIX = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [2.331036, 48.869211]},
    "properties": {
        "label": "16 Rue de la Paix 75002 Paris",
        "score": 0.97,
        "type": "housenumber",
        "name": "16 Rue de la Paix",
        "street": "Rue de la Paix",
        "postcode": "75002",
        "citycode": "75102",
        "city": "Paris",
    },
}
LYON = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [4.8320, 45.7578]},
    "properties": {
        "label": "16 Rue de la Paix 69001 Lyon",
        "score": 0.9,
        "type": "street",
        "citycode": "69381",
    },
}
MAIMED = {"type": "Feature", "geometry": None, "properties": {"label": "Nulle part", "citycode": "75101"}}


class Geocoder(ThreadingHTTPServer):
    """`features` are what it answers; `body` (bytes) and `status`, when set, replace them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.features: list[dict[str, Any]] = [PAIX, LYON, MAIMED]
        self.body: bytes | None = None
        self.status = 200
        self.questions: list[dict[str, list[str]]] = []
        self.headers_seen: list[dict[str, str]] = []
        self.released = threading.Event()
        self.released.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/geocodage"


class _Handler(BaseHTTPRequestHandler):
    server: Geocoder

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.server.questions.append({"path": [address.path], **parse_qs(address.query)})
        self.server.headers_seen.append(dict(self.headers))
        self.server.released.wait(10)
        collection = {"type": "FeatureCollection", "features": self.server.features}
        body = json.dumps(collection).encode() if self.server.body is None else self.server.body
        # Whoever asked may have gone since.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test reads what was asked in `questions`."""


@pytest.fixture
def geocoder(settings: Any, tmp_path: Any) -> Iterator[Geocoder]:
    """A geocoder that answers; the product is set to it, and remembers nothing of other tests."""
    server = Geocoder()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.GEOCODER_URL = server.url
    settings.VAR_DIR = tmp_path
    geocoding._ask.cache_clear()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
