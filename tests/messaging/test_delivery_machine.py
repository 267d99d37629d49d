"""Any order of anything: workers that crash, stall and come back, receipts, people, clocks, on real rows."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from messaging import breaker, groups, leasing, receipts, routes, settling, steering
from messaging.channels import CHANNELS
from messaging.leasing import LeaseLost
from messaging.models import Sending, Suppression
from messaging.receipts import Callback
from tests.messaging import delivery_bench as bench
from tests.messaging.delivery_addresses import ADDRESSES, address_hash, addresses_to_freeze
from tests.messaging.delivery_bench import GROUP, Bench, Worker
from tests.messaging.delivery_model import RANK
from tests.messaging.ledger import Ledger
from tests.profiles import rounds

small = st.integers(0, 7)
outcome = st.sampled_from(["ACCEPTED", "ACCEPTED", "REFUSED", "NOT_SENT", "NOT_SENT", "UNKNOWN"])
seconds = st.sampled_from([1, 5, 31, 95, 600, 3600, -1, -95, -7200])
part_states = st.sampled_from(["ACCEPTED", "SENT", "FAILED", "DELIVERED"])


class DeliveryMachine(Bench):
    # What people do.

    @initialize(count=st.integers(1, 5), careful=st.booleans())
    def first(self, count: int, careful: bool) -> None:
        self.freeze_list(count, careful)

    @precondition(lambda self: len(self.world.sendings) < 2)
    @rule(count=st.integers(1, 3), careful=st.booleans())
    def freeze(self, count: int, careful: bool) -> None:
        self.freeze_list(count, careful)

    @rule(which=small)
    def pause(self, which: int) -> None:
        pk, sending = self.sending(which)
        assert steering.pause(sending=Sending(pk=pk)) == (sending.state == "RUNNING")
        sending.state = "PAUSED" if sending.state == "RUNNING" else sending.state

    @rule(which=small)
    def resume(self, which: int) -> None:
        pk, sending = self.sending(which)
        assert steering.resume(sending=Sending(pk=pk)) == (sending.state == "PAUSED")
        sending.state = "RUNNING" if sending.state == "PAUSED" else sending.state

    @rule(which=small)
    def stop(self, which: int) -> None:
        pk, sending = self.sending(which)
        steering.stop(sending=Sending.objects.get(pk=pk), now=self.now)
        if sending.state in {"RUNNING", "PAUSED"}:
            sending.state = "STOPPING"
        for row in self.world.of_sending(pk, "QUEUED"):
            self.world.move(row, "SKIPPED_STOPPED", self.now)
        for chunk in self.world.chunks.values():
            if chunk.sending == pk and chunk.state == "WAITING":
                chunk.state = "DONE"
        self.world.finish(pk)

    @rule(which=small, failed=st.booleans())
    def send_again(self, which: int, failed: bool) -> None:
        pk, sending = self.sending(which)
        states = ("FAILED", "REJECTED", "EXPIRED") if failed else ("UNKNOWN",)
        again = steering.retry_failed if failed else steering.resend_unknown
        if sending.state in {"STOPPING", "STOPPED"} or sending.valid_until <= self.now:
            with pytest.raises(steering.NotResendable):
                again(sending=Sending(pk=pk), now=self.now)
            return
        expected = self.world.of_sending(pk, *states)
        assert again(sending=Sending(pk=pk), now=self.now) == len(expected)
        self.world.reopen(pk, states, self.now)
        self.world.queue_again(expected, self.now)

    @rule(address=st.integers(0, ADDRESSES - 1))
    def say_stop(self, address: int) -> None:
        Suppression.objects.get_or_create(
            channel="SMS",
            address_hash=address_hash(address),
            defaults={"why": "STOP", "since": self.now},
        )
        self.world.stopped_addresses.add(address)

    @rule(by=seconds)
    def clock(self, by: int) -> None:
        self.now += timedelta(seconds=by)

    # What workers do.

    @rule()
    def take(self) -> None:
        due = self.world.due(self.now)
        lease = leasing.take(now=self.now)
        if lease is None:
            assert due == []
            return
        assert lease.chunk_id == due[0]
        chunk = self.world.chunks[lease.chunk_id]
        chunk.state, chunk.token, chunk.lapsed = "LEASED", lease.token, False
        for pk in self.world.of_chunk(lease.chunk_id, "SUBMITTING"):
            self.world.move(pk, "UNKNOWN", self.now)
        self.workers.append(Worker(lease))

    @precondition(lambda self: self.idle())
    @rule(which=small, truth=st.lists(st.booleans(), min_size=GROUP, max_size=GROUP))
    def mark(self, which: int, truth: list[bool]) -> None:
        worker = self.idle()[which % len(self.idle())]
        expected = self.world.choose(self.now)
        choice = routes.choose(worker.lease.way, now=self.now)
        assert (choice and (choice.gateway, choice.is_probe)) == expected
        gateway, size = (choice.gateway, 1 if choice.is_probe else GROUP) if choice else ("", 0)
        if self.world.chunks[worker.lease.chunk_id].token != worker.lease.token:
            with pytest.raises(LeaseLost):
                groups.mark(worker.lease, gateway=gateway, size=size, now=self.now)
            self.workers.remove(worker)
            return
        worker.group = groups.mark(worker.lease, gateway=gateway, size=size, now=self.now)
        self.marked(worker, gateway, size, truth)

    @precondition(lambda self: self.busy())
    @rule(which=small, outcomes=st.lists(outcome, min_size=GROUP, max_size=GROUP), parts=st.integers(0, 2))
    def write(self, which: int, outcomes: list[str], parts: int) -> None:
        worker = self.busy()[which % len(self.busy())]
        group = worker.group
        assert group is not None
        results = [
            self.answer(message, told, parts) for message, told in zip(group.messages, outcomes, strict=False)
        ]
        breaker.note(group.gateway, results, now=self.now)
        self.world.health[group.gateway].note([one.outcome for one in results], self.now, bench.STORM)
        well = not self.world.health[group.gateway].opened
        assert breaker.is_well(group.gateway) == well
        groups.write(worker.lease, group, results, gateway_is_well=well, now=self.now)
        self.written(worker, results, well=well)
        worker.group = None

    @precondition(lambda self: self.idle())
    @rule(which=small, wait=st.sampled_from([None, 2, 10]))
    def give_back(self, which: int, wait: int | None) -> None:
        worker = self.idle()[which % len(self.idle())]
        later = self.now + timedelta(seconds=wait) if wait else None
        leasing.release(worker.lease, now=self.now, not_before=later)
        self.world.release(worker.lease.chunk_id, worker.lease.token, later)
        self.workers.remove(worker)

    @precondition(lambda self: self.workers)
    @rule(which=small)
    def crash(self, which: int) -> None:
        self.workers.pop(which % len(self.workers))

    @precondition(lambda self: any(chunk.state == "LEASED" for chunk in self.world.chunks.values()))
    @rule(which=small)
    def lapse(self, which: int) -> None:
        """A lease ends while its worker is dead, stopped or slow: it may still write, and come back."""
        leased = [pk for pk, chunk in sorted(self.world.chunks.items()) if chunk.state == "LEASED"]
        pk = leased[which % len(leased)]
        bench.end_lease(pk)
        self.world.chunks[pk].lapsed = True

    @rule(answers=st.booleans())
    def settle(self, answers: bool) -> None:
        Ledger.answers = answers
        settling.settle(now=self.now)
        self.settled(answers)

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
        told = receipts.record_reference(
            gateway=self.world.rows[pk].gateway, reference=reference, state=state, payload={}, now=self.now
        )
        assert told == fresh
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
@rounds(quick=200, long=20_000)
def test_whatever_happens_nobody_is_forgotten_and_nobody_is_written_to_twice(search: settings) -> None:
    run_state_machine_as_test(DeliveryMachine, settings=search)
