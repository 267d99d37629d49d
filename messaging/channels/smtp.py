"""SMTP with an end: a server that drips cannot hold us, and we know whether it can have taken a message."""

import contextlib
import smtplib
import socket
import threading
import time
from typing import Any

from django.core.mail.backends import smtp

SECONDS = 10


class _Bounded(smtplib.SMTP):
    """All must end at `until` (time.monotonic): the library's own time-out begins anew at each byte.

    `handed_over` turns true when a text begins to leave; before that, a line that breaks has sent nothing.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.until = time.monotonic() + options.get("timeout", SECONDS)
        self.handed_over = False
        super().__init__(*arguments, **options)

    def begin(self, *, until: float) -> None:
        self.until, self.handed_over = until, False

    def getreply(self) -> tuple[int, bytes]:
        watch = threading.Timer(max(0.0, self.until - time.monotonic()), self._cut)
        watch.daemon = True
        watch.start()
        try:
            return super().getreply()
        finally:
            watch.cancel()

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self._left())
        super().send(s)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.handed_over = True
        return super().data(msg)

    def _left(self) -> float:
        """Never 0, which would mean: do not wait at all."""
        return max(0.001, self.until - time.monotonic())

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """The first address where somebody listens; what comes next, TLS too, has what time is left."""
        missed: OSError = TimeoutError()
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                opened = socket.create_connection((str(address[0]), port), self._left())
            except OSError as error:
                missed = error
            else:
                opened.settimeout(self._left())
                return opened
        raise missed

    def _cut(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


class _BoundedSSL(_Bounded, smtplib.SMTP_SSL):
    """The same from the first byte encrypted."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        return self.context.wrap_socket(plain, server_hostname=host)


class EmailBackend(smtp.EmailBackend):
    """Django's, with lines that end."""

    connection: _Bounded | None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _BoundedSSL if self.use_ssl else _Bounded
