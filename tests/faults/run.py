"""One run of one fault: freeze, start processes, hurt them, wait for the end, and keep the evidence."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from django.db import connection

from messaging import addresses, progress, steering
from messaging.clock import database_now
from messaging.models import Delivery, Mode, Sending
from messaging.phone_log import PhonePart
from messaging.sms_text import measure
from messaging.tasks import ring_bell
from tests.faults import evidence, manners
from tests.faults.bench import Bench
from tests.faults.evidence import Evidence, Frozen
from tests.messaging.queue import TEXT, frozen
from tests.stack import until

# Seconds that the proxy takes for each call: it sets the pace, so that a fault falls into the middle.
CALL_SECONDS = 0.02
LONG_TEXT = (TEXT + " ") * 6
PATIENCE = 240.0
FICTION_PER_RUN = 200
WAITING = (Delivery.State.QUEUED, Delivery.State.SUBMITTING)


@dataclass
class Run:
    """`fast` shortens what lasts; `serial` gives each run telephone numbers of its own."""

    bench: Bench
    random: Random
    serial: int
    fast: bool = False
    frozen: list[Frozen] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    suppressed: set[str] = field(default_factory=set)
    stopped: set[int] = field(default_factory=set)
    phones_before: int = 0
    asked_before: int = 0
    # The phones that are looked at: Kannel's, unless a fault brings others.
    phones: Callable[[], list[PhonePart]] = list
    asked: Callable[[], list[str]] | None = None
    kept: Evidence | None = None
    _numbered: int = 0

    def begin(self) -> None:
        self.bench.heal()
        connection.close()
        self.bench.gate.behave(manners.slowed(CALL_SECONDS))
        self.bench.home.behave(manners.honest)
        self.bench.told = {}
        self.listen_to(self.bench.kannel.parts, asked=self.bench.kannel.asked)

    def listen_to(
        self, phones: Callable[[], list[PhonePart]], *, asked: Callable[[], list[str]] | None = None
    ) -> None:
        """These are the phones of this run, and their gateway's record of requests where it keeps one.

        What they had received before is nobody's business.
        """
        self.phones, self.asked = phones, asked
        self.phones_before, self.asked_before = len(phones()), len(asked() if asked else ())

    # -- what is sent ------------------------------------------------------------------------------

    def size(self, count: int, *, fast: int) -> int:
        return fast if self.fast else count

    def numbers(self, count: int) -> list[str]:
        """Numbers that no other run has: a country code that nobody has, the run, a counter."""
        first, self._numbered = self._numbered, self._numbered + count
        return [f"+999{self.serial % 10_000:04d}{number:05d}" for number in range(first, first + count)]

    def numbers_of_fiction(self, count: int) -> list[str]:
        """French ones, that a person can enrol with: there are 10,000, so distant runs share them."""
        first, self._numbered = self._numbered, self._numbered + count
        start = self.serial * FICTION_PER_RUN + first
        return [f"+3363998{number % 10_000:04d}" for number in range(start, start + count)]

    def freeze(self, count: int, *, mode: str = Mode.LIVE) -> Sending:
        """A sending of one or two parts, as the seed says."""
        to = self.numbers(count)
        sending = frozen(to, text=self.random.choice((TEXT, LONG_TEXT)), mode=mode)
        self.watch(sending, to)
        return sending

    def watch(self, sending: Sending, numbers: Sequence[str]) -> None:
        """This sending is judged when the run ends; nobody but `numbers` may receive it."""
        hashes = {number: addresses.fingerprint(number).hex() for number in numbers}
        parts = measure(sending.text).parts
        rings = sending.mode == Mode.LIVE
        self.frozen.append(Frozen(sending.pk, sending.frozen_count, sending.text, hashes, parts, rings))

    def suppress(self, numbers: Sequence[str]) -> None:
        """These said STOP before their row was claimed."""
        self.suppressed |= {addresses.fingerprint(number).hex() for number in numbers}

    def stop(self, sending: Sending) -> int:
        """Stop it; what the commit left behind may never leave. Returns how many were in flight."""
        steering.stop(sending=sending, now=database_now())
        rows = Delivery.objects.filter(sending=sending)
        self.stopped |= set(rows.filter(state=Delivery.State.SKIPPED_STOPPED).values_list("pk", flat=True))
        return rows.filter(state=Delivery.State.SUBMITTING).count()

    def ring(self) -> None:
        ring_bell()

    # -- how far it is -----------------------------------------------------------------------------

    def left(self, *states: str) -> int:
        """How many rows of the run are in these states."""
        ids = [one.id for one in self.frozen]
        return Delivery.objects.filter(sending__in=ids, state__in=states).count()

    def states(self) -> Counter[str]:
        """How many rows of the run are in each state."""
        rows = Delivery.objects.filter(sending__in=[one.id for one in self.frozen])
        return Counter(rows.values_list("state", flat=True))

    def until_share(self, share: float, *, of: Sending | None = None) -> None:
        """Until that share of all rows, or of one sending's, was handed over, or may have been."""
        rows = Delivery.objects.filter(sending__in=[of.pk] if of else [one.id for one in self.frozen])
        wanted = share * rows.count()
        handed = rows.exclude(state=Delivery.State.QUEUED)
        until(lambda: handed.count() >= wanted, f"{share:.0%} of the sending", PATIENCE)

    def hold(self, seconds: float) -> None:
        """How long a fault lasts; nothing is expected to happen meanwhile."""
        threading.Event().wait(seconds)

    def demand(self, holds: object, otherwise: str) -> None:
        """What this fault asks for beyond the invariants."""
        if not holds:
            self.problems.append(otherwise)

    # -- the end -----------------------------------------------------------------------------------

    def finish(self) -> None:
        """Until nothing waits with us, nor in the gateway, nor on the way to a phone."""
        until(self._finished, "the end of the sending", PATIENCE)
        until(self.bench.kannel.idle, "Kannel's queues to empty")
        until(self._silent, "the phones and the receipts to fall silent")

    def finish_delivered(self) -> None:
        """The end, and every receipt home: each row is delivered."""
        self.finish()
        everybody = sum(one.count for one in self.frozen)
        until(lambda: self.left(Delivery.State.DELIVERED) == everybody, "every receipt to be home")

    def _finished(self) -> bool:
        connection.close_if_unusable_or_obsolete()
        ids = [one.id for one in self.frozen]
        sendings = Sending.objects.filter(pk__in=ids)
        return all(progress.progress(one).finished for one in sendings) and not (
            sendings.filter(chunks__state__in=("WAITING", "LEASED")).exists()
        )

    def _silent(self) -> bool:
        """Two looks a second apart that see the same phones and the same states."""
        seen = self._look()
        self.hold(1)
        return self._look() == seen

    def _look(self) -> tuple[int, int]:
        settled = self.left(Delivery.State.DELIVERED)
        return len(self.phones()), settled

    def standstill(self, of: Sequence[Frozen]) -> float:
        """The longest time, in seconds, in which none of their rows was handed over although some waited."""
        with self.bench.connect() as outside:
            return evidence.standstill(outside, [one.id for one in of])

    def heard(self) -> list[PhonePart]:
        """What phones received during this run."""
        return self.phones()[self.phones_before :]

    def keep_rows(self) -> None:
        """Judge the rows as they are now: what follows takes them back to an earlier time."""
        self.kept = self.evidence()

    def evidence(self) -> Evidence:
        if self.kept is not None:
            return replace(self.kept, phones=self.heard(), faults=self.problems)
        ids = [one.id for one in self.frozen]
        with self.bench.connect() as outside:
            return Evidence(
                frozen=self.frozen,
                rows=evidence.rows_of(outside, ids),
                phones=self.heard(),
                open_chunks=evidence.open_chunks(outside, ids),
                standstill=evidence.standstill(outside, ids),
                asked=Counter(self.asked()[self.asked_before :]) if self.asked else None,
                suppressed=frozenset(self.suppressed),
                stopped=frozenset(self.stopped),
                faults=self.problems,
            )
