"""E-mail through Django's backend of the settings: SMTP, or a provider that django-anymail speaks to.

One message for each address, one after the other on one line. RFC 5321, 4.2.1: 4yz says "not now" and 5yz
"not so"; the answer to the end of the text alone says that it was taken (6.1). RFC 3834: a machine that
writes says so in Auto-Submitted, so that no machine answers. The first line of a text is its subject, too.
"""

import smtplib
import time
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from messaging.channels import recipients
from messaging.channels.base import Capabilities, Idempotency, Message, Outcome, Result
from messaging.models import ChannelKind

SUBJECT_LENGTH = 120
CLOSING = 421
SHORTEST = 0.002
UNREACHABLE = "serveur de courriel injoignable"


class EmailChannel:
    """One connection for the life of the channel, opened by the first message and again when it broke."""

    name = "email"
    capabilities = Capabilities(
        kind=ChannelKind.EMAIL,
        idempotency=Idempotency.NONE,
        bulk_size=1,
        receipts=False,
        look_up=False,
        validity=False,
        encodings=("UTF-8",),
        live=True,
    )

    def __init__(self) -> None:
        self._backend: Any = get_connection(settings.EMAIL_BACKEND, timeout=settings.GATEWAY_TIMEOUT_SECONDS)
        self._last_start = 0.0
        self._given_up = False

    def submit(self, messages: Sequence[Message]) -> list[Result]:
        """Ends within twice GATEWAY_TIMEOUT_SECONDS; whose turn does not come was not sent.

        The last message begins within one, and has one for all of it: the line, a new one if need be, and
        the text.
        """
        self._last_start = time.monotonic() + settings.GATEWAY_TIMEOUT_SECONDS
        self._given_up = False
        return [self._submit(message) for message in messages]

    def look_up(self, messages: Sequence[Message]) -> list[Result]:
        """Nobody can be asked about an e-mail."""
        return [Result(message.delivery_id, Outcome.UNKNOWN) for message in messages]

    def close(self) -> None:
        self._backend.close()

    def _submit(self, message: Message) -> Result:
        try:
            address = recipients.address_of(message, fictitious=settings.EMAIL_IS_BENCH)
        except recipients.NobodyThere as error:
            return recipients.refused(message, error)
        if self._given_up or time.monotonic() > self._last_start:
            return Result(message.delivery_id, Outcome.NOT_SENT, UNREACHABLE)
        until = time.monotonic() + settings.GATEWAY_TIMEOUT_SECONDS
        try:
            self._ready(until)
        except (OSError, smtplib.SMTPException) as error:
            self._give_up()
            return Result(message.delivery_id, Outcome.NOT_SENT, _why_closed(error))
        return self._hand_over(message, _mail(message, address), until)

    def _ready(self, until: float) -> None:
        """A line that answers: a server closes one that was idle, and a text would be lost on it."""
        line = getattr(self._backend, "connection", None)
        if line is not None:
            # The other half is for a new line and the text, should this one be dead.
            line.begin(until=time.monotonic() + _left(until) / 2)
            try:
                answers = line.noop()[0] == 250
            except (OSError, smtplib.SMTPException):
                answers = False
            if not answers:
                self._backend.close()
        self._backend.timeout = _left(until)
        self._backend.open()

    def _hand_over(self, message: Message, mail: EmailMessage, until: float) -> Result:
        line = getattr(self._backend, "connection", None)
        if line is not None:
            line.begin(until=until)
        else:
            # A provider's HTTP: once for its line, once for its answer.
            self._backend.timeout = max(until - time.monotonic(), SHORTEST) / 2
        try:
            self._backend.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            return _recipient_refused(message, max(code for code, _ in error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            return _answered(message, error)
        except AnymailError as error:
            return _provider_refused(message, error)
        except (OSError, smtplib.SMTPException):
            taken = getattr(line, "handed_over", True)
            self._give_up()
            if not taken:
                return Result(message.delivery_id, Outcome.NOT_SENT, UNREACHABLE)
            return Result(message.delivery_id, Outcome.UNKNOWN, "pas de réponse du serveur de courriel")
        return Result(message.delivery_id, Outcome.ACCEPTED)

    def _give_up(self) -> None:
        """For this group; the next one opens another line."""
        self._given_up = True
        self._backend.close()


def _left(until: float) -> float:
    """Seconds; raises TimeoutError when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _mail(message: Message, address: str) -> EmailMessage:
    domain = parseaddr(settings.EMAIL_FROM)[1].rpartition("@")[2]
    subject = (message.text.strip().splitlines() or [""])[0]
    return EmailMessage(
        subject=subject if len(subject) <= SUBJECT_LENGTH else subject[: SUBJECT_LENGTH - 1] + "…",
        body=message.text,
        from_email=settings.EMAIL_FROM,
        to=[address],
        headers={
            "Message-ID": f"<geoalert-{message.reference}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _why_closed(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "identifiants refusés par le serveur de courriel"
    return UNREACHABLE


def _recipient_refused(message: Message, code: int) -> Result:
    """4yz is a full box or a grey list: later; 421 is the server itself that ends."""
    if code >= 500:
        return Result(message.delivery_id, Outcome.REFUSED, "adresse refusée", personal=True)
    return Result(message.delivery_id, Outcome.NOT_SENT, "adresse à réessayer", personal=code != CLOSING)


def _answered(message: Message, error: smtplib.SMTPResponseException) -> Result:
    """To the sender, to the text, or words that are no answer at all: those say nothing."""
    if 400 <= error.smtp_code < 500:
        return Result(message.delivery_id, Outcome.NOT_SENT, "serveur de courriel occupé")
    if 500 <= error.smtp_code < 600 and isinstance(error, smtplib.SMTPSenderRefused):
        return Result(message.delivery_id, Outcome.NOT_SENT, "expéditeur refusé")
    if 500 <= error.smtp_code < 600:
        return Result(message.delivery_id, Outcome.REFUSED, "message refusé")
    return Result(message.delivery_id, Outcome.UNKNOWN, "réponse illisible du serveur de courriel")


def _provider_refused(message: Message, error: AnymailError) -> Result:
    if isinstance(error, AnymailRecipientsRefused):
        return Result(message.delivery_id, Outcome.REFUSED, "adresse refusée", personal=True)
    status = getattr(error, "status_code", None)
    if isinstance(error, AnymailAPIError) and (status is None or status >= 500) and status != 503:
        return Result(message.delivery_id, Outcome.UNKNOWN, "pas de réponse du prestataire de courriel")
    return Result(message.delivery_id, Outcome.NOT_SENT, "refusé par le prestataire de courriel")
