"""A real SMTP server (aiosmtpd) that can be told to fail where it matters: once it has the whole text."""

import asyncio
import email.policy
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from geoalert.supervisor.kannel import free_ports
from messaging.channels.base import Channel
from messaging.channels.email import EmailChannel
from tests.messaging.contract.bench import Arrival, Fault
from tests.messaging.contract.relay import relay_to
from tests.messaging.contract.relayed import RelayedBench
from tests.stack import PATIENCE

USER, PASSWORD = "geoalert", "mot-de-passe"
# What is said once the text is there; the rest of these failures is a deed, not a word.
SAID = {
    Fault.OVERLOADED: "451 4.3.2 Please try again later",
    Fault.UNAVAILABLE: "421 4.3.2 Service shutting down",
    Fault.HTML: "<!DOCTYPE html><title>Portail captif</title>",
    Fault.GARBAGE: "\x80\x81\x82",
}


class Mailbox:
    """The server's handler: `mails` arrived; `fault` fails them; `verdicts` answers for an address."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.fault: Fault | None = None
        self.verdicts: dict[str, str] = {}
        self.asked = 0
        self.password = PASSWORD

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.verdicts:
            return self.verdicts[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        if self.fault is not None:
            self.asked += 1
            return await self._fail(server, self.fault)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails += [(address, mail) for address in envelope.rcpt_tos]
        return "250 OK"

    async def _fail(self, server: Any, fault: Fault) -> str:
        if fault in SAID:
            return SAID[fault]
        if fault == Fault.CUT:
            server.transport.abort()
        elif fault == Fault.TRUNCATED:
            server.transport.write(b"25")
            server.transport.close()
        while fault in {Fault.SILENT, Fault.DRIP} and not server.transport.is_closing():
            await asyncio.sleep(0.05)
            if fault == Fault.DRIP:
                server.transport.write(b"2")
        return "250 too late"


class EmailBench(RelayedBench):
    faults = frozenset(Fault) - {Fault.REDIRECT, Fault.ENDLESS}
    keeps_connection = True
    refuses = True
    shows_reference = True
    bench_setting = "EMAIL_IS_BENCH"
    password = "EMAIL_HOST_PASSWORD"
    box: Mailbox

    @classmethod
    @contextmanager
    def open(cls, request: pytest.FixtureRequest) -> Iterator["EmailBench"]:
        settings = request.getfixturevalue("settings")
        box = Mailbox()
        controller = smtp_server(box)
        controller.start()
        try:
            with relay_to(f"smtp://127.0.0.1:{controller.port}") as relay:
                point_at(relay.port, settings)
                bench = cls(settings, relay)
                bench.box = box
                yield bench
        finally:
            controller.stop()

    def channel(self) -> Channel:
        return EmailChannel()

    def arrived(self) -> list[Arrival]:
        return [
            Arrival(
                address=address,
                text=str(mail.get_content()).replace("\r\n", "\n").removesuffix("\n"),
                sender=str(mail["From"]),
                reference=str(mail["Message-ID"]).removeprefix("<geoalert-").partition("@")[0],
            )
            for address, mail in self.box.mails
        ]

    def fail(self, fault: Fault) -> None:
        if fault == Fault.WRONG_PASSWORD:
            # A line that has signed in stays signed in.
            self.box.password = "another"
            self.relay.cut()
        elif fault in {Fault.NOBODY, Fault.DROPPED}:
            super().fail(fault)
        else:
            self.box.fault = fault

    def recover(self) -> None:
        self.box.fault, self.box.password = None, PASSWORD
        super().recover()

    def asked(self) -> int:
        return self.box.asked

    def refuse(self, address: str) -> None:
        self.box.verdicts[address] = "550 5.1.1 No such user"

    def address(self, number: int) -> str:
        return f"poste{number}@boutique.example"

    def nobodies(self) -> list[str]:
        return ["a@example.org", "b@mail.example.com", "c@d.test", "e@f.invalid", "g@localhost"]

    def sender(self) -> str:
        return self.settings.EMAIL_FROM


def smtp_server(box: Mailbox, **tls: Any) -> Controller:
    def authenticate(*arguments: Any) -> AuthResult:
        told = arguments[-1]
        right = isinstance(told, LoginPassword) and told == LoginPassword(
            USER.encode(), box.password.encode()
        )
        return AuthResult(success=right, handled=False)

    # Its own log names every address.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    return Controller(
        box,
        hostname="127.0.0.1",
        port=free_ports(1)[0],
        ready_timeout=PATIENCE,
        authenticator=authenticate,
        auth_require_tls=False,
        **tls,
    )


def point_at(port: int, settings: pytest.FixtureRequest) -> None:
    """Settings of an instance whose e-mails go to this port."""
    settings.EMAIL_CHANNEL, settings.EMAIL_IS_BENCH = "email", True
    settings.EMAIL_BACKEND = "messaging.channels.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, PASSWORD
    settings.EMAIL_FROM = "geoalert <alertes@prefecture.example>"
