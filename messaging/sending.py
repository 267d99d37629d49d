"""Send what is due: the same function for the Celery task, the dispatcher and a person at a shell."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from structlog.contextvars import bind_contextvars, bound_contextvars

from messaging import breaker, counting, groups, leasing, pace
from messaging.channels import NoChannel, OpenChannels
from messaging.channels.base import Channel, Result
from messaging.clock import database_now
from messaging.flight import Flight
from messaging.groups import Group
from messaging.leasing import Lease, LeaseLost
from messaging.models import ChannelKind
from messaging.outlook import Outlook
from messaging.pace import Allowance
from messaging.routes import Choice

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
                    handed += _Handover(lease, channels).run(should_stop)
            except LeaseLost:
                log.warning("lease lost chunk=%s", lease.chunk_id)
            except NoChannel as error:
                log.error("no channel for chunk=%s: %s", lease.chunk_id, error)
                now = database_now()
                leasing.release(lease, now=now, not_before=now + PAUSE_WITHOUT_CHANNEL)
    return handed


class _Handover:
    """One chunk under its lease, sent group by group until it is empty, must wait, or gives way."""

    def __init__(self, lease: Lease, channels: OpenChannels) -> None:
        self._lease = lease
        self._channels = channels
        self._outlook = Outlook(lease)
        self._flight = Flight()
        self._answered: Counter[str] = Counter()
        self._not_before: datetime | None = None

    def run(self, should_stop: Callable[[], bool]) -> int:
        """How many were handed over; on the way out of an error, too, what is under way is written down."""
        try:
            while self._not_before is None and not should_stop() and self._go_on():
                pass
        finally:
            self._outlook.forget()
            self._land_all()
        leasing.release(self._lease, now=database_now(), not_before=self._not_before)
        if self._answered:
            # Of a chunk that was only looked at, no line.
            counts = {name.lower(): count for name, count in self._answered.items()}
            facts.info("chunk handed over", way=str(self._lease.way), **counts)
        return self._answered.total()

    def _go_on(self) -> bool:
        """Mark and hand over what there is room for, else wait for answers; False: not now."""
        if self._lease.is_over:
            return self._close()
        began, view, now = time.monotonic(), self._outlook.view(), self._outlook.now()
        choice = view.choice
        if view.someone_more_urgent_waits:
            return False
        if choice is None:
            return self._close()
        bind_contextvars(gateway=choice.gateway)
        # Opened before the point of no return: a channel that is set up wrongly makes nobody unknown.
        channel = self._channels.named(choice.gateway, self._lease.way.mode)
        allowed = self._allowance(choice, self._flight.room(channel))
        if not allowed.granted:
            self._not_tried(choice)
            return True
        group = groups.mark(self._lease, gateway=choice.gateway, size=allowed.granted, now=now)
        time.sleep(pace.leave(choice.gateway, allowed))
        if time.monotonic() - began > settings.LEASE_SECONDS:
            # We stood still since (a stopped process, a frozen machine): what is valid may not be any more.
            raise LeaseLost(self._lease.chunk_id)
        if group is None:
            # Paused, or kept for another gateway; a chunk in which nothing is left is closed all the same.
            self._wait_until(now + FIRST_PAUSE)
            self._not_tried(choice)
            return False
        self._hand_over(channel, group, choice)
        return True

    def _close(self) -> bool:
        """Nothing may be handed over now; what was stopped or lost its validity is closed all the same."""
        groups.mark(self._lease, gateway="", size=0, now=self._outlook.now())
        return False

    def _hand_over(self, channel: Channel, group: Group, choice: Choice) -> None:
        if not group.messages:
            self._not_tried(choice)
            return
        self._flight.begin(channel, group, choice)
        if choice.is_probe:
            self._land_all()

    def _allowance(self, choice: Choice, room: int) -> Allowance:
        """What may leave now; none once the oldest answers were written, or after a wait for the rate."""
        if not room:
            self._land()
            return Allowance(0)
        wanted = 1 if choice.is_probe else room
        allowed = pace.take(
            choice.gateway, wanted=wanted, parts=self._lease.parts, priority=self._lease.priority
        )
        if not allowed.granted:
            if self._flight.wait(allowed.wait):
                self._land()
            leasing.renew(self._lease)
        return allowed

    def _land_all(self) -> None:
        while self._flight:
            self._land()

    def _land(self) -> None:
        """Wait for the oldest answers and write them down; after any trouble, for all that is under way."""
        landed, results = self._flight.land()
        if all(result.personal for result in results):
            self._give_back(landed.choice)
        self._wait_until(self._write_back(landed.group, results))
        self._outlook.learn(results)
        self._answered.update(result.outcome.value for result in results)
        if not breaker.all_accepted(results):
            self._land_all()

    def _write_back(self, group: Group, results: Sequence[Result]) -> datetime | None:
        """Write the answers; returns until when the chunk has to wait, if it has."""
        now, well = self._outlook.now(), breaker.all_accepted(results)
        if not (well and self._outlook.is_sound(group.gateway)):
            breaker.note(group.gateway, results, now=now)
            well = well or breaker.is_well(group.gateway)
        written = groups.write(self._lease, group, results, gateway_is_well=well, now=now)
        counting.handed(group.gateway, results)
        if written:
            return None
        # The other gateway, if there is one, takes over at once what this one surely did not send.
        return now + (_pause(groups.fewest_tries(self._lease)) if well else FIRST_PAUSE)

    def _wait_until(self, moment: datetime | None) -> None:
        """The chunk is due again then: the latest of what its groups ask for."""
        if moment is not None:
            self._not_before = max(moment, self._not_before or moment)

    def _not_tried(self, choice: Choice) -> None:
        self._give_back(choice)
        self._outlook.learn(())

    def _give_back(self, choice: Choice) -> None:
        """A turn to try a gateway that tried nothing is somebody else's."""
        if choice.is_probe:
            breaker.give_back_probe(choice.gateway, now=self._outlook.now())


def _pause(tries: int) -> timedelta:
    """The more often the row that is next was tried, the longer its chunk waits; others go on meanwhile."""
    return FIRST_PAUSE * PAUSE_GROWTH ** max(0, tries - 1)
