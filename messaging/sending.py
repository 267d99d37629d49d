"""Send what is due: the same function for the Celery task, the dispatcher and a person at a shell."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from messaging import breaker, groups, leasing, pace, routes
from messaging.channels import NoChannel, OpenChannels
from messaging.channels.base import Outcome, Result
from messaging.clock import database_now
from messaging.groups import Group
from messaging.leasing import Lease, LeaseLost

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=2)
# Five attempts, pauses of 2, 10, 50 and 250 seconds; a gateway that is away for longer costs no attempt.
PAUSE_GROWTH = 5
PAUSE_WITHOUT_CHANNEL = timedelta(minutes=1)
# While a gateway accepts everything, so often is asked whether it, and the others, are still well.
LOOK_SECONDS = 0.25


def never() -> bool:
    return False


def drain(*, should_stop: Callable[[], bool] = never) -> int:
    """Lease and send until nothing is due; returns how many deliveries were handed to a gateway.

    Harmless when run 0, 1 or 5 times, by several processes at once.
    """
    handed = 0
    with OpenChannels() as channels:
        while not should_stop():
            lease = leasing.take(now=database_now())
            if lease is None:
                break
            try:
                handed += _send_chunk(lease, channels, should_stop)
            except LeaseLost:
                log.warning("lease lost chunk=%s", lease.chunk_id)
            except NoChannel as error:
                log.error("no channel for chunk=%s: %s", lease.chunk_id, error)
                now = database_now()
                leasing.release(lease, now=now, not_before=now + PAUSE_WITHOUT_CHANNEL)
    return handed


def _send_chunk(lease: Lease, channels: OpenChannels, should_stop: Callable[[], bool]) -> int:
    """Send group by group until the chunk is empty, must wait, or somebody more urgent waits."""
    handed, not_before, look_again = 0, None, 0.0
    while not_before is None and not should_stop():
        now = database_now()
        if time.monotonic() >= look_again:
            look_again = time.monotonic() + LOOK_SECONDS
            openings, choice = routes.openings(now=now), None
        if leasing.someone_more_urgent_waits(lease, openings, now=now):
            break
        choice = choice or routes.choose(lease.way, now=now)
        if choice is None:
            # Nothing may be handed over now; what was stopped or lost its validity is closed all the same.
            groups.mark(lease, gateway="", size=0, now=now)
            break
        # Opened before the point of no return: a channel that is set up wrongly makes nobody unknown.
        channel = channels.named(choice.gateway, lease.way.mode)
        size = _allowance(lease, choice, now)
        if not size:
            leasing.renew(lease)
            continue
        group = groups.mark(lease, gateway=choice.gateway, size=size, now=now)
        if group is None:
            break
        if group.messages:
            results = channel.submit(group.messages)
            not_before = _write_back(lease, group, results)
            if choice.is_probe or not _all_accepted(results):
                look_again = 0.0
        handed += len(group.messages)
    leasing.release(lease, now=database_now(), not_before=not_before)
    return handed


def _allowance(lease: Lease, choice: routes.Choice, now: datetime) -> int:
    """How many messages may leave now; when the rate of the gateway is used up, 0 after a short wait."""
    wanted = 1 if choice.is_probe else settings.SUBMIT_GROUP_SIZE
    allowed = pace.take(choice.gateway, wanted=wanted, priority=lease.priority, now=now)
    if not allowed.granted:
        time.sleep(allowed.wait)
    return allowed.granted


def _write_back(lease: Lease, group: Group, results: Sequence[Result]) -> datetime | None:
    """Write the answers; returns until when the chunk has to wait, if it has."""
    now = database_now()
    breaker.note(group.gateway, results, now=now)
    well = _all_accepted(results) or breaker.is_well(group.gateway)
    if groups.write(lease, group, results, gateway_is_well=well, now=now):
        return None
    # The other gateway, if there is one, takes over at once what this one surely did not send.
    return now + (_pause(group) if well else FIRST_PAUSE)


def _all_accepted(results: Sequence[Result]) -> bool:
    return all(result.outcome == Outcome.ACCEPTED for result in results)


def _pause(group: Group) -> timedelta:
    """The more often these rows were tried, the longer they wait; other chunks go on meanwhile."""
    return FIRST_PAUSE * PAUSE_GROWTH ** (min(max(group.attempts.values()), settings.MAX_ATTEMPTS) - 1)
