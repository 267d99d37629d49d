"""What the recipients of an alert wrote back."""

from accounts.models import User
from alerts.models import Alert
from messaging.querysets import InboundQuerySet
from subscribers import reading


def to_alert(alert: Alert, *, for_user: User) -> InboundQuerySet:
    """Replies of its recipients since it left, as far as `for_user` may read them."""
    mine = reading.visible_to(for_user)
    if alert.sending_id is None or alert.dispatch_at is None:
        return mine.none()
    return mine.from_recipients_of(alert.sending_id, since=alert.dispatch_at)
