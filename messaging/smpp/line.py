"""One bound connection to the operator's centre: what is read is whole, what is lost is said."""

import contextlib
import math
import select
import socket
import ssl
import struct
import time
from typing import Any

from django.conf import settings
from smpplib import consts, exceptions
from smpplib.client import Client
from smpplib.smpp import make_pdu

TRANSMITTER, RECEIVER = "transmitter", "receiver"
# A length that no message of SMPP has: whoever speaks here speaks something else.
LONGEST_PDU = 70_000
PROBE_SECONDS = 5.0
# What smpplib raises for bytes that are no SMPP.
UNREADABLE = (exceptions.PDUError, struct.error, ValueError, TypeError, AttributeError, KeyError)


class NotBound(Exception):
    """There is no line, so nothing left; the message is French and short."""


class LineLost(Exception):
    """The line broke or makes no sense; what was under way may have arrived."""


class Silent(LineLost):
    """Nobody answers any more."""


class Line(Client):
    """A line of our own account, in clear or by TLS.

    Monotonic: `heard_at`, the last word of the centre; `until`, after which nothing is waited for, neither an
    address, nor TLS, nor the end of a word that has begun. `farewell` is the centre's wish to close: what is
    under way may still be answered, nothing more is given.
    """

    heard_at = 0.0
    until = math.inf
    farewell: Any | None = None
    _read_by = 0.0
    _has_begun = False
    _socket: socket.socket | None

    def __init__(self) -> None:
        super().__init__(
            settings.SMPP_HOST,
            settings.SMPP_PORT,
            timeout=settings.GATEWAY_TIMEOUT_SECONDS,
            # One name for all lines, held to warnings by the settings: smpplib writes numbers when it debugs.
            logger_name="smpplib",
            allow_unknown_opt_params=True,
        )

    def connect(self) -> None:
        """IPv4 or IPv6, and the name of the centre checked against its certificate. Raises OSError."""
        opened = self._reach()
        # A window of small messages must not wait for each other's acknowledgement (Nagle).
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = opened
        if settings.SMPP_TLS:
            # The time-out of a handshake is that of all of it.
            opened.settimeout(self._left())
            self._socket = ssl.create_default_context().wrap_socket(opened, server_hostname=self.host)
        self.state = consts.SMPP_CLIENT_STATE_OPEN

    def bind(self, kind: str) -> None:
        """Raises NotBound."""
        try:
            self.connect()
            self._bind(
                f"bind_{kind}",
                system_id=settings.SMPP_USERNAME,
                password=settings.SMPP_PASSWORD,
                system_type=settings.SMPP_SYSTEM_TYPE,
            )
        except exceptions.PDUError as refusal:
            self.hang_up()
            raise NotBound(f"connexion refusée par la passerelle ({_status(refusal)})") from refusal
        except (OSError, exceptions.ConnectionError, exceptions.UnknownCommandError, *UNREADABLE) as silence:
            self.hang_up()
            raise NotBound("passerelle injoignable") from silence
        if self.state == consts.SMPP_CLIENT_STATE_OPEN:
            self.hang_up()
            raise NotBound("réponse illisible de la passerelle")
        self.heard_at = time.monotonic()

    def send(self, command: str, **fields: Any) -> int:
        """Write one request; returns its sequence number. Raises LineLost: some of it may have left."""
        request = make_pdu(command, client=self, **fields)
        self._write(request)
        return int(request.sequence)

    def answer(self, request: Any, status: int = consts.SMPP_ESME_ROK) -> None:
        """Acknowledge a request of the centre, or say with `status` why not. Raises LineLost."""
        response = make_pdu(f"{request.command}_resp", client=self, status=status)
        response.sequence = request.sequence
        self._write(response)

    def listen_once(self, seconds: float) -> Any | None:
        """The next word of the centre that concerns the caller, if one comes in time. Raises LineLost."""
        if not self._readable(seconds):
            return None
        try:
            pdu = self.read_pdu()
        except exceptions.UnknownCommandError:
            return None
        except (OSError, exceptions.ConnectionError, *UNREADABLE) as broken:
            if isinstance(broken, TimeoutError) and not self._has_begun:
                # TLS had something to say to itself alone.
                return None
            raise LineLost("connexion perdue") from broken
        self.heard_at = time.monotonic()
        if pdu.command == "enquire_link":
            self.answer(pdu)
            return None
        if pdu.command == "unbind":
            self.farewell = pdu
            return None
        return None if pdu.command == "enquire_link_resp" else pdu

    def drain(self) -> None:
        """Hear what is there already. Raises LineLost, also when the centre said goodbye."""
        while self._readable(0):
            self.listen_once(0)
        self.stay()

    def stay(self) -> None:
        """Raises LineLost when the centre said goodbye."""
        if self.farewell is not None:
            raise LineLost("la passerelle a raccroché")

    def probe(self) -> None:
        """Make sure that somebody is there, before anything is given to the line. Raises LineLost."""
        asked_at = time.monotonic()
        self.send("enquire_link")
        while self.heard_at < asked_at:
            left = asked_at + PROBE_SECONDS - time.monotonic()
            if left <= 0:
                raise Silent("passerelle silencieuse")
            self.listen_once(left)

    def hang_up(self) -> None:
        """Close at once, with a last word to a centre that asked for it; never raises."""
        if self._socket is not None:
            if self.farewell is not None:
                with contextlib.suppress(LineLost):
                    self.answer(self.farewell)
            self._socket.close()
        self._socket = None
        self.state = consts.SMPP_CLIENT_STATE_CLOSED

    def say_goodbye(self) -> None:
        """Unbind as the centre wants it, for as long as it listens; never raises."""
        self.until = time.monotonic() + PROBE_SECONDS
        try:
            self.send("unbind")
            while time.monotonic() < self.until:
                pdu = self.listen_once(PROBE_SECONDS)
                if pdu is not None and pdu.command == "unbind_resp":
                    break
        except LineLost:
            pass
        finally:
            self.hang_up()

    def _reach(self) -> socket.socket:
        """The first address of the centre where somebody listens, each tried for as long as there is time."""
        missed: OSError = TimeoutError()
        for *_, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            try:
                return socket.create_connection((str(address[0]), self.port), self._left())
            except OSError as error:
                missed = error
        raise missed

    def _left(self) -> float:
        """Seconds for one step; raises TimeoutError when there are none."""
        left = min(self.timeout, self.until - time.monotonic())
        if left <= 0:
            raise TimeoutError
        return left

    def _write(self, pdu: Any) -> None:
        try:
            self.send_pdu(pdu)
        except (OSError, exceptions.ConnectionError, *UNREADABLE) as broken:
            raise LineLost("connexion perdue") from broken

    def _readable(self, seconds: float) -> bool:
        if self._socket is None:
            raise LineLost("connexion perdue")
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(max(0.0, seconds) * 1000))

    def read_pdu(self) -> Any:
        """A whole message in the time of one answer, however slowly its bytes come."""
        self._has_begun = False
        self._read_by = min(time.monotonic() + self.timeout, self.until)
        return super().read_pdu()

    def _recv_exact(self, exact_size: int) -> bytes:
        if self._socket is None or not 0 <= exact_size <= LONGEST_PDU:
            raise exceptions.ConnectionError
        read = bytearray()
        while len(read) < exact_size:
            self._socket.settimeout(max(0.001, self._read_by - time.monotonic()))
            piece = self._socket.recv(exact_size - len(read))
            if not piece or time.monotonic() > self._read_by:
                raise exceptions.ConnectionError
            self._has_begun = True
            read += piece
        self._socket.settimeout(self.timeout)
        return bytes(read)


def bound(kind: str, *, until: float = math.inf) -> Line:
    """A line bound as TRANSMITTER or RECEIVER before `until` (monotonic). Raises NotBound."""
    line = Line()
    line.until = until
    line.bind(kind)
    return line


def _status(refusal: exceptions.PDUError) -> str:
    return f"0x{refusal.args[1]:X}" if len(refusal.args) > 1 else "?"
