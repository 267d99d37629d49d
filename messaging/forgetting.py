"""What nobody will ever ask for: receipts of what is not ours."""

from datetime import datetime

from messaging import counting
from messaging.models import Receipt
from messaging.receipts import EARLY_FOR


def forget_strange_receipts(*, now: datetime) -> int:
    """Delete receipts that speak of nothing we know, a day after they came; returns how many.

    Younger ones may have come before our own commit. Found by their own index (`receipt_early`).
    """
    old = Receipt.objects.filter(delivery__isnull=True, received_at__lte=now - EARLY_FOR)
    count, _ = old.delete()
    counting.forgotten(count)
    return count
