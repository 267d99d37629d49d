"""The outbox: phones on a page, for demonstrations and exercises. Nothing leaves this machine."""

from collections.abc import Sequence

from django.db import transaction

from messaging import receipts
from messaging.channels import recipients
from messaging.channels.base import Capabilities, Idempotency, Message, Outcome, Result
from messaging.clock import database_now
from messaging.models import ChannelKind, Delivery, OutboxMessage
from messaging.sms_text import GSM7, UCS2


class OutboxChannel:
    """Writes each text as a row, once, and answers like a gateway whose phones are all switched on."""

    name = "outbox"
    capabilities = Capabilities(
        kind=ChannelKind.SMS,
        idempotency=Idempotency.KEY,
        bulk_size=500,
        receipts=True,
        look_up=True,
        validity=False,
        encodings=(GSM7, UCS2),
        live=False,
    )

    def submit(self, messages: Sequence[Message]) -> list[Result]:
        results, readable = {}, []
        for message in messages:
            try:
                # A phone whose number cannot be read would break the page of all the others.
                recipients.address_of(message, fictitious=True)
            except recipients.NobodyThere as error:
                results[message.delivery_id] = recipients.refused(message, error)
            else:
                readable.append(message)
        self._receive(readable)
        return [
            results.get(message.delivery_id, Result(message.delivery_id, Outcome.ACCEPTED))
            for message in messages
        ]

    def look_up(self, messages: Sequence[Message]) -> list[Result]:
        ids = [message.delivery_id for message in messages]
        here = set(OutboxMessage.objects.filter(delivery__in=ids).values_list("delivery_id", flat=True))
        return [Result(one, Outcome.ACCEPTED if one in here else Outcome.NOT_SENT) for one in ids]

    def close(self) -> None:
        """Nothing was opened."""

    def _receive(self, messages: Sequence[Message]) -> None:
        now = database_now()
        ids = [message.delivery_id for message in messages]
        modes = dict(Delivery.objects.filter(pk__in=ids).values_list("pk", "sending__mode"))
        received = [
            OutboxMessage(
                delivery_id=message.delivery_id,
                address_sealed=message.address_sealed,
                text=message.text,
                mode=modes[message.delivery_id],
                received_at=now,
            )
            for message in messages
        ]
        with transaction.atomic():
            OutboxMessage.objects.bulk_create(received, ignore_conflicts=True)
            receipts.record_all([self._receipt(message) for message in messages], now=now)

    def _receipt(self, message: Message) -> receipts.Callback:
        return receipts.Callback(
            gateway=self.name,
            delivery_id=message.delivery_id,
            attempt=message.attempt,
            state=Delivery.State.DELIVERED,
            payload={"phone": "on"},
        )
