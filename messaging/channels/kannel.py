"""Kannel over HTTP: real gateway software, towards an operator, or in the demo towards fake phones.

Kannel gives no message id: our own reference travels in the receipt's address. See the user guide,
"Sending SMS through HTTP" and "Delivery reports", for the meaning of the parameters.
"""

from collections.abc import Sequence
from concurrent.futures import Future

from django.conf import settings

from messaging import doors
from messaging.channels import recipients
from messaging.channels.base import Capabilities, Idempotency, Message, Outcome, Result
from messaging.channels.http import Line, NoAnswer, NotGiven, together
from messaging.models import ChannelKind
from messaging.sms_text import GSM7, UCS2, measure

ACCEPTED_ANSWERS = ("0:", "3:")
ALL_RECEIPTS = "31"
CODING = {GSM7: "0", UCS2: "2"}
# Nothing left, and the answer says nothing about this number: 4,000 shops are not unreachable for good
# because of a setting of ours, nor of a Kannel without its network ("403 … Do not try again").
NOT_TAKEN = {
    400: "réglage refusé par la passerelle",
    403: "passerelle sans réseau",
    429: "passerelle occupée",
    503: "passerelle occupée",
}
UNAUTHORISED = "Authorization failed"
# Of this number alone: one on a list of Kannel's configuration.
DENIED = "Number(s) has/have been denied"
# What a 400 is about, by its first word (Kannel 1.4.5).
SETTINGS = {
    "Missing": "numéro absent",
    "Empty": "numéro absent",
    "Sender": "expéditeur",
    "Coding": "codage",
    "Validity": "durée de validité",
    "DLR-Mask": "demande d’accusés",
    "DLR-URL": "adresse des accusés",
    "Charset": "texte",
}


class KannelChannel:
    """One HTTP line with keep-alive for the life of the channel."""

    name = "kannel"
    capabilities = Capabilities(
        kind=ChannelKind.SMS,
        idempotency=Idempotency.NONE,
        bulk_size=1,
        receipts=True,
        look_up=False,
        validity=True,
        encodings=(GSM7, UCS2),
        live=True,
    )

    def __init__(self) -> None:
        self._line = Line()

    def begin(self, messages: Sequence[Message]) -> Future[list[Result]]:
        return self._line.begin(self._submit_all(messages))

    def submit(self, messages: Sequence[Message]) -> list[Result]:
        return self.begin(messages).result()

    def look_up(self, messages: Sequence[Message]) -> list[Result]:
        """Kannel keeps no name of ours that it could be asked about."""
        return [Result(message.delivery_id, Outcome.UNKNOWN) for message in messages]

    def close(self) -> None:
        self._line.close()

    async def _submit_all(self, messages: Sequence[Message]) -> list[Result]:
        return await together(self._submit(message) for message in messages)

    async def _submit(self, message: Message) -> Result:
        try:
            number = recipients.address_of(message, fictitious=settings.KANNEL_IS_BENCH)
            answer = await self._line.post(
                settings.KANNEL_SENDSMS_URL,
                message.text.encode(),
                headers=_headers(message, number),
            )
        except recipients.NobodyThere as error:
            return recipients.refused(message, error)
        except NotGiven:
            return Result(message.delivery_id, Outcome.NOT_SENT, "passerelle injoignable")
        except NoAnswer:
            return Result(message.delivery_id, Outcome.UNKNOWN, "pas de réponse de la passerelle")
        return _read(message, answer.status, answer.body.decode("utf-8", "replace"))


def _headers(message: Message, number: str) -> dict[str, str]:
    return {
        "Content-Type": "text/plain; charset=UTF-8",
        "X-Kannel-Username": settings.KANNEL_USERNAME,
        "X-Kannel-Password": settings.KANNEL_PASSWORD,
        "X-Kannel-From": settings.SMS_SENDER,
        "X-Kannel-To": number,
        "X-Kannel-Coding": CODING[measure(message.text).encoding],
        "X-Kannel-Validity": str(message.valid_minutes),
        "X-Kannel-DLR-Mask": ALL_RECEIPTS,
        "X-Kannel-DLR-Url": receipt_url(message),
    }


def receipt_url(message: Message) -> str:
    """Where Kannel calls back about this call; it fills in %d, the kind of receipt."""
    secret = doors.secret("kannel", settings.RECEIPT_SECRET)
    named = f"d={message.delivery_id}&n={message.attempt}"
    return f"{settings.RECEIPT_BASE_URL}/api/v1/recus/kannel/{secret}/?{named}&s=%d"


def _read(message: Message, status: int, body: str) -> Result:
    """Kannel's answers; what is not its own words may come from anything in between: unknown."""
    if status == 202 and body.startswith(ACCEPTED_ANSWERS):
        return Result(message.delivery_id, Outcome.ACCEPTED)
    if status == 400 and body.startswith(DENIED):
        return Result(message.delivery_id, Outcome.REFUSED, "numéro refusé par la passerelle", personal=True)
    if status in NOT_TAKEN:
        return Result(message.delivery_id, Outcome.NOT_SENT, _why(status, body))
    return Result(message.delivery_id, Outcome.UNKNOWN, f"réponse illisible ({status})")


def _why(status: int, body: str) -> str:
    """In French, with the setting that a person has to mend, where Kannel names it."""
    if status == 403 and body.startswith(UNAUTHORISED):
        return "identifiants refusés par la passerelle"
    named = SETTINGS.get(body.partition(" ")[0]) if status == 400 else None
    return f"{NOT_TAKEN[status]} : {named}" if named else NOT_TAKEN[status]
