"""What is forgotten of texts that left: callbacks of what is not ours, all of them in time, then whom it was.

Each call forgets as many rows as leave a sweep time for the rest; the next sweep goes on.
"""

from datetime import datetime, timedelta

from django.db import connection

from messaging import counting
from messaging.models import Receipt, Sending
from messaging.receipts import EARLY_FOR

RECEIPTS_FOR = timedelta(days=30)
# After the freeze, and never before the text has lost its validity: until then it may still have to leave.
ADDRESSES_FOR = timedelta(days=90)
AT_ONCE = 5_000

# A hash of nothing keeps each row apart from the others of its sending; the gateway's names of its parts
# would lead to the number in the gateway's own books.
_FORGET_ADDRESSES = """
WITH known AS (
    SELECT id FROM messaging_delivery
    WHERE sending_id = %s AND address_sealed <> '' ORDER BY id LIMIT %s FOR UPDATE
), named AS (
    DELETE FROM messaging_submittedpart part USING known WHERE part.delivery_id = known.id
), shown AS (
    DELETE FROM messaging_outboxmessage phone USING known WHERE phone.delivery_id = known.id
)
UPDATE messaging_delivery delivery
SET address_hash = sha256(gen_random_uuid()::text::bytea), address_sealed = '', origin = NULL
FROM known WHERE delivery.id = known.id
"""


def forget_strange_receipts(*, now: datetime) -> int:
    """Delete receipts that speak of nothing we know, a day after they came; returns how many.

    Younger ones may have come before our own commit. Found by their own index (`receipt_early`).
    """
    old = Receipt.objects.filter(delivery__isnull=True, received_at__lte=now - EARLY_FOR)
    count, _ = old.delete()
    counting.forgotten(count)
    return count


def forget_receipts(*, now: datetime) -> int:
    """Delete what gateways called back a month ago; returns how many. The state that it gave stays.

    Found among the first by id, since they are numbered as they come: no index of their own is kept up at
    each receipt.
    """
    first = Receipt.objects.order_by("pk").values("pk")[:AT_ONCE]
    count, _ = Receipt.objects.filter(pk__in=first, received_at__lte=now - RECEIPTS_FOR).delete()
    return count


def forget_addresses(*, now: datetime) -> int:
    """Forget whom a sending of three months ago went to; returns of how many deliveries.

    Number, hash, the caller's own id, the gateway's names and what *Téléphones* showed go; each delivery's state stays, with the calls
    made for it. The sending says when (`addresses_forgotten_at`).
    """
    old = Sending.objects.filter(
        addresses_forgotten_at=None, valid_until__lte=now, created_at__lte=now - ADDRESSES_FOR
    )
    sending = old.order_by("pk").first()
    if sending is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_ADDRESSES, [sending.pk, AT_ONCE])
        count = cursor.rowcount
    if count < AT_ONCE:
        old.filter(pk=sending.pk).update(addresses_forgotten_at=now)
    return count
