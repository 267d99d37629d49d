"""What workers do with leases and groups, on the rows and in the model."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from messaging import breaker, groups, leasing, routes
from messaging.channels.base import Message, Outcome, Result
from messaging.leasing import Lease, LeaseLost
from tests.messaging.delivery_bench import GROUP, MOST_ATTEMPTS, STATES_AFTER, STORM, Bench, end_lease


@dataclass
class Worker:
    lease: Lease
    group: groups.Group | None = None


class Workers(Bench):
    def __init__(self) -> None:
        super().__init__()
        self.workers: list[Worker] = []

    def idle(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.group is None]

    def busy(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.group is not None]

    def marked(self, worker: Worker, gateway: str, size: int, truth: list[bool]) -> None:
        """What marking must have done; `truth` is what becomes of each call out there."""
        chunk = self.world.chunks[worker.lease.chunk_id]
        chunk.lapsed = False
        sending = self.world.sendings[chunk.sending]
        queued = self.world.of_chunk(worker.lease.chunk_id, "QUEUED")
        if skipped := self.world.forbidden(sending, self.now):
            for pk in queued:
                self.world.move(pk, skipped, self.now)
        may_leave = self.world.next_of_chunk(worker.lease.chunk_id, gateway)
        picked = [] if skipped or sending.state == "PAUSED" else may_leave[:size]
        if not picked:
            assert worker.group is None
            return
        assert worker.group is not None
        expected = []
        for pk, left in sorted(zip(picked, truth, strict=False)):
            row = self.world.rows[pk]
            if row.address in self.world.stopped_addresses:
                self.world.move(pk, "SKIPPED_SUPPRESSED", self.now)
                continue
            self.world.move(pk, "SUBMITTING", self.now)
            row.attempts, row.calls, row.gateway = row.attempts + 1, row.calls + 1, gateway
            self.world.left[pk, row.attempts] = left
            self.world.by[pk, row.attempts] = gateway
            expected.append((pk, row.attempts))
        assert [(one.delivery_id, one.attempt) for one in worker.group.messages] == expected
        if not expected:
            worker.group = None

    def answer(self, message: Message, told: str, parts: int) -> Result:
        """An answer that is true to what happened, or none."""
        left = self.world.left[message.delivery_id, message.attempt]
        if left and told in {"REFUSED", "NOT_SENT"}:
            told = "ACCEPTED"
        elif not left and told == "ACCEPTED":
            told = "NOT_SENT"
        names = range(1, parts + 1) if told == "ACCEPTED" else ()
        references = tuple(f"{message.reference}-{part}" for part in names)
        return Result(message.delivery_id, Outcome(told), references=references)

    def written(self, worker: Worker, results: list[Result], *, well: bool) -> None:
        assert worker.group is not None
        current = self.world.chunks[worker.lease.chunk_id].token == worker.lease.token
        for result in results:
            row = self.world.rows[result.delivery_id]
            attempt = worker.group.attempts[result.delivery_id]
            tries = worker.group.tries[result.delivery_id] + (result.outcome == "NOT_SENT" and well)
            tired = result.outcome == "NOT_SENT" and tries >= MOST_ATTEMPTS
            after = "REJECTED" if tired else STATES_AFTER[result.outcome]
            # A refused call may also be called back as failed, before we have read the refusal.
            failed_too = row.state in {"FAILED", "EXPIRED"} and after == "QUEUED"
            if current and (row.state == "SUBMITTING" or failed_too):
                self.world.move(result.delivery_id, after, self.now)
                row.allowed += after == "QUEUED"
                row.tries = tries
            elif row.state == "UNKNOWN" and row.attempts == attempt and after in {"ACCEPTED", "REJECTED"}:
                self.world.move(result.delivery_id, after, self.now)
            for part, reference in enumerate(result.references, 1):
                self.world.submitted[reference] = (result.delivery_id, attempt, part, len(result.references))
                self.world.called[reference] = self.now
        if any(result.references for result in results):
            self.world.merge_early(self.now)

    def has_work(self) -> bool:
        return bool(self.idle() or self.world.due(self.now))

    def go_on(self, which: int, truth: list[bool]) -> None:
        if not self.idle():
            self.take_lease()
        idle = self.idle()
        if idle:
            self.mark_group(idle[which % len(idle)], truth)

    def take_lease(self) -> Lease | None:
        due = self.world.due(self.now)
        lease = leasing.take(now=self.now)
        if lease is None:
            assert due == []
            return None
        assert lease.chunk_id == due[0]
        chunk = self.world.chunks[lease.chunk_id]
        chunk.state, chunk.token, chunk.lapsed = "LEASED", lease.token, False
        for pk in self.world.of_chunk(lease.chunk_id, "SUBMITTING"):
            self.world.move(pk, "UNKNOWN", self.now)
        self.workers.append(Worker(lease))
        return lease

    def mark_group(self, worker: Worker, truth: list[bool]) -> None:
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

    def write_back(self, which: int, outcomes: list[str], parts: int) -> Worker:
        worker = self.busy()[which % len(self.busy())]
        group = worker.group
        assert group is not None
        results = [
            self.answer(message, told, parts) for message, told in zip(group.messages, outcomes, strict=False)
        ]
        breaker.note(group.gateway, results, now=self.now)
        self.world.health[group.gateway].note([one.outcome for one in results], self.now, STORM)
        well = not self.world.health[group.gateway].opened
        assert breaker.is_well(group.gateway) == well
        groups.write(worker.lease, group, results, gateway_is_well=well, now=self.now)
        self.written(worker, results, well=well)
        worker.group = None
        return worker

    def give_chunk_back(self, worker: Worker, later: datetime | None) -> None:
        leasing.release(worker.lease, now=self.now, not_before=later)
        self.world.release(worker.lease.chunk_id, worker.lease.token, later)
        self.workers.remove(worker)

    def lapse_one(self, which: int) -> None:
        leased = [pk for pk, chunk in sorted(self.world.chunks.items()) if chunk.state == "LEASED"]
        pk = leased[which % len(leased)]
        end_lease(pk)
        self.world.chunks[pk].lapsed = True
