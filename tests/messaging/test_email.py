"""What is e-mail's own: grey lists, dead mailboxes, idle lines, and what a mail says of itself."""

import asyncio
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail.backends.base import BaseEmailBackend

from messaging.channels.base import Outcome, Result
from messaging.channels.email import EmailChannel
from tests.messaging.contract.email_bench import EmailBench, Mailbox, point_at, smtp_server
from tests.messaging.smpp.test_tls import certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(request: pytest.FixtureRequest, settings: pytest.FixtureRequest) -> Iterator[EmailBench]:
    settings.GATEWAY_TIMEOUT_SECONDS = 1
    with EmailBench.open(request) as opened:
        yield opened


def submit(bench: EmailBench, count: int = 1, text: str = "Objet\n\nCorps") -> list[Result]:
    with bench.opened() as channel:
        return channel.submit(bench.messages(bench.addresses(count), text=text))


@pytest.mark.parametrize(
    ("verdict", "outcome", "personal"),
    [
        ("450 4.2.0 Greylisted, come back later", Outcome.NOT_SENT, True),
        ("452 4.2.2 Mailbox full", Outcome.NOT_SENT, True),
        ("421 4.3.2 Shutting down", Outcome.NOT_SENT, False),
        ("550 5.1.1 No such user", Outcome.REFUSED, True),
        ("553 5.1.3 Bad address", Outcome.REFUSED, True),
    ],
)
def test_an_address_is_answered_for_itself(
    bench: EmailBench, verdict: str, outcome: Outcome, personal: bool
) -> None:
    bench.box.verdicts[bench.address(0)] = verdict

    result, other = submit(bench, 2)

    assert (result.outcome, result.personal) == (outcome, personal)
    assert other.outcome in ({Outcome.ACCEPTED} if personal else {Outcome.ACCEPTED, Outcome.NOT_SENT})


def test_a_server_that_closed_an_idle_line_costs_nothing(bench: EmailBench) -> None:
    with bench.opened() as channel:
        channel.submit(bench.messages([bench.address(0)]))
        bench.relay.cut()
        results = channel.submit(bench.messages([bench.address(1)]))

    assert [result.outcome for result in results] == [Outcome.ACCEPTED]


def test_one_end_holds_for_the_line_a_new_one_and_the_text(bench: EmailBench) -> None:
    """Each answer comes in time, and all of them together would not."""
    pause = 0.0

    async def slow_noop(*told: object) -> str:
        await asyncio.sleep(pause)
        return "250 OK"

    async def slow_mail(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        await asyncio.sleep(pause)
        envelope.mail_from = address
        return "250 OK"

    vars(bench.box).update(handle_NOOP=slow_noop, handle_MAIL=slow_mail)
    with bench.opened() as channel:
        # The line is opened at ease: slow from the start, it would hardly be there in its one second.
        (opened,) = channel.submit(bench.messages([bench.address(0)]))
        assert opened.outcome == Outcome.ACCEPTED
        pause = 0.9
        began = time.monotonic()
        (result,) = channel.submit(bench.messages([bench.address(1)]))
        took = time.monotonic() - began

    assert result.outcome == Outcome.NOT_SENT
    assert took < 2 * pause


@pytest.mark.parametrize(
    ("asked", "given"), [("EMAIL_USE_SSL", "ssl_context"), ("EMAIL_USE_TLS", "tls_context")]
)
def test_a_line_by_tls_is_one_from_the_first_byte_or_once_it_is_asked_for(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, asked: str, given: str
) -> None:
    file = certificate(tmp_path / "server.pem", "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    box = Mailbox()
    server = smtp_server(box, **{given: tls})
    server.start()
    try:
        point_at(server.port, settings)
        setattr(settings, asked, True)
        (result,) = submit(EmailBench(settings, None))
    finally:
        server.stop()

    assert result.outcome == Outcome.ACCEPTED
    assert len(box.mails) == 1


def test_a_mail_says_what_it_is(bench: EmailBench) -> None:
    submit(bench, text="Passerelle SMS arrêtée : 4 000 envois attendent\n\nVoyez /sante/.")

    ((_, mail),) = bench.box.mails
    assert mail["Subject"].strip() == "Passerelle SMS arrêtée : 4 000 envois attendent"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail["Message-ID"].endswith("@prefecture.example>")


def test_a_subject_is_one_short_line(bench: EmailBench) -> None:
    submit(bench, text="x" * 400)

    ((_, mail),) = bench.box.mails
    assert mail["Subject"].strip() == "x" * 119 + "…"


def test_a_text_cannot_write_headers(bench: EmailBench) -> None:
    """The subject is a line; what a text says after another kind of line end stays text."""
    (result,) = submit(bench, text="Objet\rBcc: autre@boutique.example\n\nCorps")

    assert result.outcome in Outcome
    assert {address for address, _ in bench.box.mails} <= {bench.address(0)}


class Provider(BaseEmailBackend):
    """A backend of django-anymail that fails with what it was told."""

    error: Exception

    def send_messages(self, email_messages: object) -> int:
        raise self.error


def _api_error(status: int | None) -> AnymailAPIError:
    error = AnymailAPIError("about poste0@boutique.example")
    error.status_code = status
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (AnymailRecipientsRefused("poste0@boutique.example"), Outcome.REFUSED),
        (_api_error(401), Outcome.NOT_SENT),
        (_api_error(429), Outcome.NOT_SENT),
        (_api_error(503), Outcome.NOT_SENT),
        (_api_error(500), Outcome.UNKNOWN),
        (_api_error(None), Outcome.UNKNOWN),
    ],
)
def test_what_a_provider_answers_is_one_of_the_four(
    bench: EmailBench, settings: pytest.FixtureRequest, error: Exception, outcome: Outcome
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Provider"
    Provider.error = error

    (result,) = submit(bench)

    assert result.outcome == outcome
    assert "boutique" not in result.detail


def test_nothing_is_opened_before_there_is_something_to_say(bench: EmailBench) -> None:
    EmailChannel().close()

    assert bench.connections() == 0
