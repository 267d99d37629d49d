"""Send what is due: the same function for the Celery task, the dispatcher and a person at a shell."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from structlog.contextvars import bind_contextvars, bound_contextvars

from messaging import breaker, counting, groups, leasing, pace, routes
from messaging.channels import NoChannel, OpenChannels
from messaging.channels.base import Result
from messaging.clock import database_now
from messaging.groups import Group
from messaging.leasing import Lease, LeaseLost
from messaging.models import ChannelKind

log = logging.getLogger(__name__)
facts = structlog.get_logger(__name__)

FIRST_PAUSE = timedelta(seconds=2)
# Five tries, pauses of 2, 10, 50 and 250 seconds; a gateway that is away for longer costs no try.
PAUSE_GROWTH = 5
PAUSE_WITHOUT_CHANNEL = timedelta(minutes=1)


def never() -> bool:
    return False


def drain(*, should_stop: Callable[[], bool] = never, kinds: Collection[str] = tuple(ChannelKind)) -> int:
    """Lease and send until nothing is due; returns how many deliveries were handed to a gateway.

    Harmless when run 0, 1 or 5 times, by several processes at once.
    """
    handed = 0
    with OpenChannels() as channels:
        while not should_stop():
            lease = leasing.take(now=database_now(), kinds=kinds)
            if lease is None:
                break
            try:
                with bound_contextvars(sending=lease.sending_id, chunk=lease.chunk_id, gateway=""):
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
    answered: Counter[str] = Counter()
    not_before, outlook = None, routes.Outlook(lease.way)
    while not_before is None and not should_stop():
        began, now = time.monotonic(), database_now()
        if leasing.someone_more_urgent_waits(lease, outlook.openings(now=now), now=now):
            break
        choice = outlook.choose(now=now)
        if choice is None:
            # Nothing may be handed over now; what was stopped or lost its validity is closed all the same.
            groups.mark(lease, gateway="", size=0, now=now)
            break
        bind_contextvars(gateway=choice.gateway)
        # Opened before the point of no return: a channel that is set up wrongly makes nobody unknown.
        channel = channels.named(choice.gateway, lease.way.mode)
        size = _allowance(lease, choice)
        if not size:
            leasing.renew(lease)
            continue
        group = groups.mark(lease, gateway=choice.gateway, size=size, now=now)
        if time.monotonic() - began > settings.LEASE_SECONDS:
            # We stood still since (a stopped process, a frozen machine): what is valid may not be any more.
            raise LeaseLost(lease.chunk_id)
        if group is None:
            # Paused, or kept for another gateway; a chunk in which nothing is left is closed all the same.
            not_before = now + FIRST_PAUSE
            if choice.is_probe:
                breaker.give_back_probe(choice.gateway, now=now)
            break
        results = channel.submit(group.messages) if group.messages else []
        if choice.is_probe and all(result.personal for result in results):
            breaker.give_back_probe(choice.gateway, now=now)
        if results:
            not_before = _write_back(lease, group, results)
        outlook.learn(results)
        answered.update(result.outcome.value for result in results)
    leasing.release(lease, now=database_now(), not_before=not_before)
    _say(lease, answered)
    return answered.total()


def _say(lease: Lease, answered: Counter[str]) -> None:
    """One line, by outcome; of a chunk that was only looked at, none."""
    if answered:
        counts = {name.lower(): count for name, count in answered.items()}
        facts.info("chunk handed over", way=str(lease.way), **counts)


def _allowance(lease: Lease, choice: routes.Choice) -> int:
    """How many messages may leave now; when the rate of the gateway is used up, 0 after a short wait."""
    wanted = 1 if choice.is_probe else settings.SUBMIT_GROUP_SIZE
    allowed = pace.take(choice.gateway, wanted=wanted, parts=lease.parts, priority=lease.priority)
    if not allowed.granted:
        time.sleep(allowed.wait)
    return allowed.granted


def _write_back(lease: Lease, group: Group, results: Sequence[Result]) -> datetime | None:
    """Write the answers; returns until when the chunk has to wait, if it has."""
    now = database_now()
    breaker.note(group.gateway, results, now=now)
    well = breaker.all_accepted(results) or breaker.is_well(group.gateway)
    written = groups.write(lease, group, results, gateway_is_well=well, now=now)
    counting.handed(group.gateway, results)
    if written:
        return None
    # The other gateway, if there is one, takes over at once what this one surely did not send.
    return now + (_pause(groups.fewest_tries(lease)) if well else FIRST_PAUSE)


def _pause(tries: int) -> timedelta:
    """The more often the row that is next was tried, the longer its chunk waits; others go on meanwhile."""
    return FIRST_PAUSE * PAUSE_GROWTH ** max(0, tries - 1)
