"""The breaker of a gateway: a storm of refusals must not use up the attempts of 4,000 shops.

Open, nothing is handed to the gateway; rows stay queued, whatever their attempts. One message tries again
from time to time, and the first one accepted closes it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from messaging.channels.base import Outcome, Result
from messaging.models import Gateway

# So many in a row; or fewer over some time, for sendings of a few addresses.
REFUSALS = 20
FEW_REFUSALS, FEW_REFUSALS_OVER = 3, timedelta(seconds=30)

REASON_LENGTH = 80

log = structlog.get_logger(__name__)


def is_well(gateway: str) -> bool:
    return not Gateway.objects.filter(name=gateway, opened_at__isnull=False).exists()


def was_refused(gateway: str) -> bool:
    """Whether refusals are counted, which the next message accepted ends."""
    return Gateway.objects.filter(name=gateway, refusals__gt=0).exists()


def all_accepted(results: Sequence[Result]) -> bool:
    return all(result.outcome == Outcome.ACCEPTED for result in results)


def next_probes() -> dict[str, datetime]:
    """When each gateway with an open breaker is tried again."""
    broken = Gateway.objects.filter(opened_at__isnull=False)
    return {name: at for name, at in broken.values_list("name", "probe_at") if at is not None}


def take_probe(gateway: str, *, now: datetime) -> bool:
    """Whether the caller may try this broken gateway with one message; others wait for the next turn."""
    turn = Gateway.objects.filter(name=gateway, opened_at__isnull=False, probe_at__lte=now)
    return turn.update(probe_at=now + _pause()) == 1


def give_back_probe(gateway: str, *, now: datetime) -> None:
    """Nothing was learnt from the turn: nobody was handed over, or an address was at fault."""
    Gateway.objects.filter(name=gateway, opened_at__isnull=False).update(probe_at=now)


def note(gateway: str, results: Sequence[Result], *, now: datetime) -> None:
    """Learn from the answers to one group: one accepted message says that the gateway is well.

    What concerns one address alone says nothing; time-outs count like refusals.
    """
    if any(result.outcome == Outcome.ACCEPTED for result in results):
        _close(gateway)
        return
    bad = [result for result in results if not result.personal]
    if not bad:
        return
    Gateway.objects.get_or_create(name=gateway, defaults={"refilled_at": Now()})
    row = Gateway.objects.filter(name=gateway)
    row.update(
        refusals=F("refusals") + len(bad),
        failing_since=Coalesce(F("failing_since"), now),
        reason=bad[-1].detail[:REASON_LENGTH],
    )
    storm = row.filter(refusals__gte=REFUSALS)
    lasting = row.filter(refusals__gte=FEW_REFUSALS, failing_since__lte=now - FEW_REFUSALS_OVER)
    opened = (storm | lasting).filter(opened_at__isnull=True)
    if opened.update(opened_at=now, probe_at=now + _pause()):
        log.error("breaker opened", gateway=gateway, reason=bad[-1].detail)


def _close(gateway: str) -> None:
    failing = Gateway.objects.filter(name=gateway, refusals__gt=0)
    known = list(failing.values_list("opened_at", flat=True))
    if not known:
        return
    closed = failing.update(refusals=0, failing_since=None, opened_at=None, probe_at=None, reason="")
    if closed and known != [None]:
        log.warning("breaker closed", gateway=gateway)


def _pause() -> timedelta:
    return timedelta(seconds=settings.BREAKER_SECONDS)
