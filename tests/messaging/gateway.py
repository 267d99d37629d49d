"""A gateway on the loopback that answers what a test tells it, in Kannel's words, and keeps what came."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

ACCEPTED = (202, "0: Accepted for delivery")
NO_NETWORK = (403, "Not routable. Do not try again.")
BUSY = (503, "Temporal failure, try again later.")


class ToldGateway:
    """`answer` is what it says to all; None: it hangs up. `came` holds the numbers, in order.

    Some numbers can be given an answer of their own, and `held` ones none before their event.
    """

    def __init__(self) -> None:
        self.came: list[str] = []
        self.answer: tuple[int, str] | None = ACCEPTED
        self.answers: dict[str, tuple[int, str]] = {}
        self.held: dict[str, threading.Event] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/cgi-bin/sendsms"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                number = self.headers["X-Kannel-To"]
                gateway.came.append(number)
                if number in gateway.held:
                    gateway.held[number].wait(10)
                told = gateway.answers.get(number, gateway.answer)
                if told is None:
                    self.close_connection = True
                    return
                status, body = told
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: a number would be in it."""

        return Handler


@pytest.fixture
def told_gateway(settings: pytest.FixtureRequest) -> Iterator[ToldGateway]:
    gateway = ToldGateway()
    settings.SMS_CHANNEL, settings.KANNEL_IS_BENCH = "kannel", True
    settings.KANNEL_SENDSMS_URL = gateway.url
    settings.CHUNK_SIZE, settings.SUBMIT_GROUP_SIZE = 50, 10
    yield gateway
    gateway.close()
