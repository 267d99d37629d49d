"""The ground of the delivery machine: one transaction a sequence, and the comparison with the model."""

from datetime import timedelta

from django.db import connection, transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from messaging import freezing
from messaging.clock import database_now
from messaging.models import Delivery, Mode, Sending
from messaging.states import MOVES
from tests.messaging import delivery_model as model
from tests.messaging.delivery_addresses import SOURCE
from tests.messaging.delivery_model import World
from tests.messaging.ledger import Ledger

# The first can be asked what became of a call; the second stands in for it and cannot.
GATEWAYS = ("asked", "mute")
STORM, MOST_ATTEMPTS, CHUNK, GROUP = 4, 3, 2, 2
GRACE = timedelta(seconds=90)
VALID = timedelta(hours=2)
STATES_AFTER = {"ACCEPTED": "ACCEPTED", "REFUSED": "REJECTED", "UNKNOWN": "UNKNOWN", "NOT_SENT": "QUEUED"}


# One question a step: everything that the model speaks of.
_ALL = """
SELECT 'row', id, state, attempts, resends, gateway, NULL::uuid, NULL::timestamptz
FROM messaging_delivery WHERE sending_id = ANY(%(sendings)s)
UNION ALL
SELECT 'chunk', id, state, 0, 0, '', lease_token, not_before
FROM messaging_chunk WHERE sending_id = ANY(%(sendings)s)
UNION ALL
SELECT 'sending', id, state, 0, 0, '', NULL, NULL FROM messaging_sending WHERE id = ANY(%(sendings)s)
"""


def end_lease(chunk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_chunk SET lease_until = '-infinity' WHERE id = %s", [chunk])


class Bench(RuleBasedStateMachine):
    """One sequence: rows that are rolled back at its end, and the model that must agree with them."""

    def __init__(self) -> None:
        super().__init__()
        self.sequence = transaction.atomic()
        # Marking a group insists on a commit of its own: here the whole sequence is taken back.
        self.sequence._from_testcase = True  # type: ignore[attr-defined]
        self.sequence.__enter__()
        self.now = database_now()
        self.world = Ledger.world = World(GATEWAYS)
        self.before: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.sequence.__exit__(None, None, None)

    def freeze_list(self, count: int, careful: bool) -> None:
        queued = freezing.freeze(
            recipients=Delivery.objects.filter(sending__text=SOURCE, origin__lt=count),
            text="Vol.",
            mode=Mode.LIVE,
            priority=Sending.Priority.ALERT,
            valid_until=self.now + VALID,
            not_before=self.now,
            now=self.now,
        )
        policy = "AVOID_LOSS" if careful else "AVOID_DUPLICATES"
        Sending.objects.filter(pk=queued.pk).update(unknown_policy=policy)
        frozen = [address for address in range(count) if address not in self.world.stopped_addresses]
        chunks = dict(queued.chunks.values_list("number", "pk"))
        self.world.sendings[queued.pk] = model.Sending(queued.valid_until, policy)
        for number, pk in chunks.items():
            self.world.chunks[pk] = model.Chunk(queued.pk, number, self.now)
        rows = queued.deliveries.values_list("origin", "pk", "chunk_number")
        assert sorted(origin for origin, _, _ in rows) == frozen
        for origin, pk, number in rows:
            self.world.rows[pk] = model.Row(queued.pk, chunks[number], origin, updated=self.now)
        self.world.finish(queued.pk)

    def sending(self, which: int) -> tuple[int, model.Sending]:
        pks = sorted(self.world.sendings)
        return pks[which % len(pks)], self.world.sendings[pks[which % len(pks)]]

    @invariant()
    def every_row_is_where_the_model_has_it(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_ALL, {"sendings": list(self.world.sendings)})
            found = {(kind, pk): tuple(rest) for kind, pk, *rest in cursor.fetchall()}
        assert found == self.world.as_rows()

    @invariant()
    def only_known_moves_are_made(self) -> None:
        after = {pk: row.state for pk, row in self.world.rows.items()}
        for pk, state in after.items():
            before = self.before.get(pk, state)
            assert state == before or state in MOVES[before], (before, state)
        self.before = after

    @invariant()
    def nobody_is_written_to_twice_unless_it_was_declared(self) -> None:
        for pk, row in self.world.rows.items():
            assert row.calls <= row.allowed, pk
            left = sum(self.world.left.get((pk, call), False) for call in range(1, row.attempts + 1))
            assert left <= 1 + row.resends, pk

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """What waits lies in a chunk that workers see; what has ended holds nothing that waits."""
        for row in self.world.rows.values():
            chunk, sending = self.world.chunks[row.chunk], self.world.sendings[row.sending]
            assert row.state not in {"QUEUED", "SUBMITTING"} or chunk.state != "DONE"
            assert chunk.state == "DONE" or sending.state not in model.ENDED
        for pk, sending in self.world.sendings.items():
            open_chunks = [c for c in self.world.chunks.values() if c.sending == pk and c.state != "DONE"]
            assert open_chunks or sending.state in model.ENDED

    def settled(self, answers: bool) -> None:
        self.world.merge_early(self.now)
        asked = [pk for pk in self._unknown_for_long() if self.world.rows[pk].gateway == "asked"]
        if not self.world.health["asked"].opened:
            self._looked_up(asked, answers)
        well = {name for name in GATEWAYS if not self.world.health[name].opened}
        waiting = [pk for pk in self._unknown_for_long() if self.world.rows[pk].gateway in well]
        careful = [pk for pk in waiting if self._may_be_lost(pk)]
        self.world.queue_again(careful, self.now, by_policy=True)

    def _looked_up(self, asked: list[int], answers: bool) -> None:
        for pk in asked:
            row = self.world.rows[pk]
            if answers and self.world.left[pk, row.attempts]:
                self.world.move(pk, "ACCEPTED", self.now)
            elif answers:
                row.allowed += 1
                self.world.queue(pk, self.now)
            elif not self._may_be_lost(pk):
                row.updated = self.now

    def _unknown_for_long(self) -> list[int]:
        return [
            pk
            for pk, row in sorted(self.world.rows.items())
            if row.state == "UNKNOWN"
            and row.updated is not None
            and row.updated <= self.now - GRACE
            and self.world.sendings[row.sending].valid_until > self.now
            and self.world.sendings[row.sending].state in {"RUNNING", "PAUSED", "DONE"}
        ]

    def nobody_is_left_in_doubt(self, doubtful: list[int]) -> None:
        """Of those that were unknown, the ones that must not be lost; where a text may still leave."""
        for pk in doubtful:
            row = self.world.rows[pk]
            sending = self.world.sendings[row.sending]
            going = sending.valid_until > self.now and sending.state in {"RUNNING", "PAUSED", "DONE"}
            well = not self.world.health[row.gateway].opened
            if going and well and sending.policy == "AVOID_LOSS":
                assert row.state != "UNKNOWN" or row.resends > 0, pk

    def _may_be_lost(self, pk: int) -> bool:
        row = self.world.rows[pk]
        return row.resends == 0 and self.world.sendings[row.sending].policy == "AVOID_LOSS"
