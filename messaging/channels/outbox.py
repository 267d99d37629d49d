"""The outbox: phones on a page, for demonstrations and exercises. Nothing leaves this machine."""

from collections.abc import Sequence

from django.db import transaction

from messaging import receipts
from messaging.channels.base import Capabilities, Message, Outcome, Result
from messaging.clock import database_now
from messaging.models import Delivery, OutboxMessage


class OutboxChannel:
    """Writes each text as a row, once, and answers like a gateway whose phones are all switched on."""

    name = "outbox"
    capabilities = Capabilities(idempotency="key", receipts=True, look_up=True, validity=False)

    def submit(self, messages: Sequence[Message]) -> list[Result]:
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
            for delivery_id in ids:
                receipts.record(
                    gateway=self.name,
                    delivery_id=delivery_id,
                    state=Delivery.State.DELIVERED,
                    payload={"phone": "on"},
                    now=now,
                )
        return [Result(delivery_id, Outcome.ACCEPTED) for delivery_id in ids]

    def close(self) -> None:
        """Nothing was opened."""
