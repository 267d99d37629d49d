"""Any order of anything: workers that crash, stall and come back, receipts, people, clocks, on real rows."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from messaging import breaker, receipts, settling
from messaging.channels import CHANNELS
from messaging.receipts import Callback
from tests.messaging import delivery_bench as bench
from tests.messaging.delivery_addresses import ADDRESSES, addresses_to_freeze
from tests.messaging.delivery_bench import GROUP
from tests.messaging.delivery_model import RANK
from tests.messaging.delivery_people import People
from tests.messaging.delivery_workers import Workers
from tests.messaging.ledger import Ledger
from tests.profiles import rounds

small = st.integers(0, 7)
answers = st.lists(
    st.sampled_from(["ACCEPTED", "ACCEPTED", "REFUSED", "NOT_SENT", "NOT_SENT", "UNKNOWN"]),
    min_size=GROUP,
    max_size=GROUP,
)
truths = st.lists(st.booleans(), min_size=GROUP, max_size=GROUP)
seconds = st.sampled_from([1, 5, 5, 31, 31, 95, 95, 600, 7200, -1, -95, -7200])
part_states = st.sampled_from(["ACCEPTED", "SENT", "FAILED", "DELIVERED"])


class DeliveryMachine(People, Workers):
    # What people do.

    @initialize(count=st.integers(1, 5), careful=st.booleans())
    def first(self, count: int, careful: bool) -> None:
        self.freeze_list(count, careful)

    @precondition(lambda self: self.wants_more())
    @rule(count=st.integers(1, 3), careful=st.booleans())
    def freeze(self, count: int, careful: bool) -> None:
        self.freeze_list(count, careful)

    @precondition(lambda self: self.any_sending("RUNNING"))
    @rule(which=small, act=st.sampled_from(["pause", "pause", "stop"]))
    def hold(self, which: int, act: str) -> None:
        {"pause": self.pause, "stop": self.stop}[act](which)

    @precondition(lambda self: self.any_sending("PAUSED"))
    @rule(which=small, act=st.sampled_from(["resume", "resume", "resume", "pause", "stop"]))
    def go_on_or_stop(self, which: int, act: str) -> None:
        {"resume": self.resume, "pause": self.pause, "stop": self.stop}[act](which)

    @precondition(lambda self: self.any_row("UNKNOWN", "FAILED", "REJECTED", "EXPIRED"))
    @rule(which=small, failed=st.booleans())
    def send_again(self, which: int, failed: bool) -> None:
        self.resend(which, failed=failed)

    @precondition(lambda self: self.any_row("QUEUED"))
    @rule(address=st.integers(0, ADDRESSES - 1))
    def say_stop(self, address: int) -> None:
        self.suppress(address)

    @precondition(lambda self: self.any_row("QUEUED", "SUBMITTING", "UNKNOWN"))
    @rule(by=seconds)
    def clock(self, by: int) -> None:
        self.now += timedelta(seconds=by)
        if not self.world.due(self.now):
            assert self.take_lease() is None

    # What workers do.

    @precondition(lambda self: self.world.due(self.now))
    @rule()
    def take(self) -> None:
        self.take_lease()

    @precondition(lambda self: self.has_work())
    @rule(which=small, truth=truths)
    def work(self, which: int, truth: list[bool]) -> None:
        """A worker goes on, or takes what is due, and passes the point of no return."""
        self.go_on(which, truth)

    @precondition(lambda self: self.has_work())
    @rule(which=small, truth=truths)
    def work_beside(self, which: int, truth: list[bool]) -> None:
        """Another one, who takes a chunk before the first has ended."""
        self.take_lease()
        self.go_on(which, truth)

    @precondition(lambda self: self.busy())
    @rule(which=small, told=answers, parts=st.integers(0, 2))
    def write(self, which: int, told: list[str], parts: int) -> None:
        self.write_back(which, told, parts)

    @precondition(lambda self: self.busy())
    @rule(which=small, told=answers, parts=st.integers(0, 2))
    def write_and_give_back(self, which: int, told: list[str], parts: int) -> None:
        """As a worker does when something has to be tried again later."""
        worker = self.write_back(which, told, parts)
        self.give_chunk_back(worker, self.now + timedelta(seconds=2))

    @precondition(lambda self: self.idle())
    @rule(which=small)
    def give_back(self, which: int) -> None:
        self.give_chunk_back(self.idle()[which % len(self.idle())], None)

    @precondition(lambda self: self.workers)
    @rule(which=small)
    def crash(self, which: int) -> None:
        self.workers.pop(which % len(self.workers))

    @precondition(lambda self: any(chunk.state == "LEASED" for chunk in self.world.chunks.values()))
    @rule(which=small)
    def lapse(self, which: int) -> None:
        """A lease ends while its worker is dead, stopped or slow: it may still write, and come back."""
        self.lapse_one(which)

    @precondition(lambda self: any(chunk.state == "LEASED" for chunk in self.world.chunks.values()))
    @rule(which=small, truth=truths)
    def take_over(self, which: int, truth: list[bool]) -> None:
        """The lease of a worker that may still write ends, and another one goes on in its place."""
        self.lapse_one(which)
        lease = self.take_lease()
        if lease is not None:
            self.mark_group(self.workers[-1], truth)

    @precondition(lambda self: self.any_row("UNKNOWN"))
    @rule(answers=st.booleans())
    def settle(self, answers: bool) -> None:
        Ledger.answers = answers
        settling.settle(now=self.now)
        self.settled(answers)

    @precondition(lambda self: self.any_row("UNKNOWN"))
    @rule(answers=st.booleans())
    def two_graces_pass(self, answers: bool) -> None:
        """Who must not be lost is settled or sent again by then, whatever the gateway can tell."""
        doubtful = [pk for pk, row in self.world.rows.items() if row.state == "UNKNOWN"]
        self.now = max(self.now, self.world.latest())
        for _ in range(2):
            self.now += bench.GRACE + timedelta(seconds=1)
            self.settle(answers)
        self.nobody_is_left_in_doubt(doubtful)

    # What gateways call back.

    @precondition(lambda self: any(row.attempts for row in self.world.rows.values()))
    @rule(
        told=st.lists(st.tuples(small, st.integers(1, 3), st.sampled_from(RANK)), min_size=1, max_size=3),
    )
    def receipts_by_our_name(self, told: list[tuple[int, int, str]]) -> None:
        called = [pk for pk, row in sorted(self.world.rows.items()) if row.attempts]
        named = []
        for which, attempt, state in told:
            pk = called[which % len(called)]
            named.append((pk, min(attempt, self.world.rows[pk].attempts), state))
        fresh = [one for one in dict.fromkeys(named) if one not in self.world.known]
        self.world.known.update(fresh)
        calls = [Callback(gateway="g", delivery_id=pk, attempt=n, state=state) for pk, n, state in named]
        assert receipts.record_all(calls, now=self.now) == len(fresh)
        self.world.receive(fresh, self.now)

    @precondition(lambda self: self.world.left)
    @rule(which=small, part=st.integers(1, 2), state=part_states)
    def receipt_of_a_part(self, which: int, part: int, state: str) -> None:
        calls = sorted(self.world.left)
        pk, attempt = calls[which % len(calls)]
        reference = f"{pk}-{attempt}-{part}"
        fresh = (reference, state) not in self.world.known
        self.world.known.add((reference, state))
        came = Callback(gateway=self.world.by[pk, attempt], reference=reference, state=state)
        assert receipts.record_all([came], now=self.now) == fresh
        if fresh:
            self.world.receive_parts([(reference, state)], self.now)


@pytest.fixture
def _bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small numbers, so that short sequences reach everything."""
    settings = request.getfixturevalue("settings")
    settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL = bench.GATEWAYS
    settings.CHUNK_SIZE, settings.MAX_ATTEMPTS = bench.CHUNK, bench.MOST_ATTEMPTS
    settings.GATEWAY_RATES = {}
    monkeypatch.setattr(breaker, "REFUSALS", bench.STORM)
    monkeypatch.setitem(CHANNELS, "asked", Ledger)
    with addresses_to_freeze():
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_bench")
@rounds(quick=100, long=20_000, a_round=500)
def test_whatever_happens_nobody_is_forgotten_and_nobody_is_written_to_twice(search: settings) -> None:
    run_state_machine_as_test(DeliveryMachine, settings=search)
