"""Gateways whose breaker is open, as those who wait for them are told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce

from messaging.models import Chunk, Gateway, Sending
from messaging.routes import Way, gateways


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A gateway that takes nothing since `since` and is tried again at `next_try`.

    `covered`: another one carries the sending meanwhile.
    """

    gateway: str
    since: datetime
    next_try: datetime | None
    reason: str
    covered: bool


def gateways_of(sending: Sending) -> list[str]:
    """The gateways by which what still waits of a sending may leave, the first choice first."""
    kinds = (
        Chunk.objects.filter(sending=sending)
        .exclude(state=Chunk.State.DONE)
        .values_list("channel", flat=True)
    )
    names = (name for kind in sorted(set(kinds)) for name in gateways(Way(sending.mode, kind)))
    return list(dict.fromkeys(names))


def outage_of(sending: Sending) -> Outage | None:
    """What holds a sending back: of several broken gateways, the one that is tried again first."""
    names = gateways_of(sending)
    broken = Gateway.objects.filter(name__in=names, opened_at__isnull=False)
    since = Coalesce("failing_since", "opened_at")
    rows = list(broken.order_by("probe_at").values_list("name", since, "probe_at", "reason"))
    if not rows:
        return None
    gateway, failing_since, next_try, reason = rows[0]
    return Outage(
        gateway=gateway,
        since=failing_since,
        next_try=next_try,
        reason=reason,
        covered=len(rows) < len(names),
    )
