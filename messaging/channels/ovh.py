"""OVHcloud SMS over its HTTP API: one job for each message.

Sources: OVHcloud's "API SMS Cookbook" (POST /sms/{service}/jobs and its parameters, noStopClause, callBack)
and the types that its API publishes (sms.SmsSendingReport: ids, validReceivers, invalidReceivers,
totalCreditsRemoved; sms.Outgoing, found by tag). Without noStopClause a text gets a mention of STOP and is
held back at night and on Sundays, as advertising is.

A tag is a label: the same job given twice is sent twice. `look_up` finds a message in the history by its tag;
one that is not there may be about to be, since nothing documents how late the history is: unknown it stays.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from django.conf import settings

from messaging.channels import recipients
from messaging.channels.base import Capabilities, Idempotency, Message, Outcome, Result
from messaging.channels.http import Answer, Line, NoAnswer, NotGiven, together
from messaging.channels.ovh_api import Account, Unsigned, read_json
from messaging.models import ChannelKind
from messaging.sms_text import GSM7, UCS2, measure

CODING = {GSM7: "7bit", UCS2: "8bit"}
# Nothing was done, and it says why: for nobody is it the last word. What follows is what people read.
NOT_DONE = {
    400: "demande refusée par OVHcloud",
    401: "identifiants refusés par OVHcloud",
    402: "crédit SMS épuisé",
    403: "identifiants refusés par OVHcloud",
    404: "compte SMS inconnu d’OVHcloud",
    409: "demande refusée par OVHcloud",
    429: "OVHcloud est occupé",
    503: "OVHcloud est occupé",
}
BADLY_SIGNED = (400, 401, 403)


class OvhChannel:
    """One line with keep-alive, and OVHcloud's time, for the life of the channel."""

    name = "ovh"
    capabilities = Capabilities(
        kind=ChannelKind.SMS,
        idempotency=Idempotency.REFERENCE,
        bulk_size=1,
        receipts=True,
        look_up=True,
        validity=True,
        encodings=(GSM7, UCS2),
        live=True,
    )

    def __init__(self) -> None:
        self._line = Line()
        self._account = Account(self._line)

    def begin(self, messages: Sequence[Message]) -> Future[list[Result]]:
        return self._line.begin(self._submit_all(messages))

    def submit(self, messages: Sequence[Message]) -> list[Result]:
        return self.begin(messages).result()

    def look_up(self, messages: Sequence[Message]) -> list[Result]:
        return self._line.run(self._find_all(messages)) if messages else []

    def close(self) -> None:
        self._line.close()

    async def _submit_all(self, messages: Sequence[Message]) -> list[Result]:
        addressed, results = _addressed(messages)
        with suppress(Unsigned):
            if addressed:
                await self._account.learn_time()
        given = await together(self._submit(*one) for one in addressed)
        results |= {result.delivery_id: result for result in given}
        return [results[message.delivery_id] for message in messages]

    async def _submit(self, message: Message, number: str) -> Result:
        try:
            answer = await self._account.post("/jobs", _job(message, number))
        except (NotGiven, Unsigned):
            return _result(message, Outcome.NOT_SENT, "OVHcloud injoignable")
        except NoAnswer:
            return _result(message, Outcome.UNKNOWN, "pas de réponse d’OVHcloud")
        if answer.status in BADLY_SIGNED:
            self._account.forget_time()
        return _read(message, answer)

    async def _find_all(self, messages: Sequence[Message]) -> list[Result]:
        with suppress(Unsigned):
            await self._account.learn_time()
        return await together(self._find(message) for message in messages)

    async def _find(self, message: Message) -> Result:
        try:
            answer = await self._account.get(f"/outgoing?tag={quote(message.reference, safe='')}")
        except (NotGiven, NoAnswer, Unsigned):
            return _result(message, Outcome.UNKNOWN, "pas de réponse d’OVHcloud")
        found = read_json(answer) if answer.status == 200 else None
        if isinstance(found, list) and found:
            return Result(message.delivery_id, Outcome.ACCEPTED, references=(str(found[0]),))
        return _result(message, Outcome.UNKNOWN, "pas dans l’historique d’OVHcloud")


def _addressed(messages: Sequence[Message]) -> tuple[list[tuple[Message, str]], dict[int, Result]]:
    """Messages with their numbers, and the answers to those that have none."""
    addressed, results = [], {}
    for message in messages:
        try:
            addressed.append((message, recipients.address_of(message, fictitious=settings.OVH_IS_BENCH)))
        except recipients.NobodyThere as error:
            results[message.delivery_id] = recipients.refused(message, error)
    return addressed, results


def _job(message: Message, number: str) -> dict[str, Any]:
    return {
        "receivers": [number],
        "message": message.text,
        "sender": settings.SMS_SENDER,
        "senderForResponse": False,
        "noStopClause": True,
        "priority": "high",
        "class": "phoneDisplay",
        "charset": "UTF-8",
        "coding": CODING[measure(message.text).encoding],
        "validityPeriod": message.valid_minutes,
        "differedPeriod": 0,
        "tag": message.reference,
    }


def _read(message: Message, answer: Answer) -> Result:
    """OVHcloud's own words alone say that it was taken: an empty or strange report says nothing."""
    if answer.status in NOT_DONE:
        return _result(message, Outcome.NOT_SENT, NOT_DONE[answer.status])
    report = read_json(answer) if answer.status in {200, 201} else None
    if not isinstance(report, dict):
        return _result(message, Outcome.UNKNOWN, f"réponse illisible ({answer.status})")
    if report.get("invalidReceivers") and not report.get("validReceivers"):
        return Result(message.delivery_id, Outcome.REFUSED, "numéro refusé par OVHcloud", personal=True)
    ids = report.get("ids")
    if isinstance(ids, list) and len(ids) == 1 and report.get("validReceivers"):
        return Result(message.delivery_id, Outcome.ACCEPTED, references=(str(ids[0])[:80],))
    return _result(message, Outcome.UNKNOWN, "rapport illisible d’OVHcloud")


def _result(message: Message, outcome: Outcome, detail: str) -> Result:
    return Result(message.delivery_id, outcome, detail)
