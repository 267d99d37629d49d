"""What the engine should do, said a second time in plain dictionaries; the machine compares the two."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

RANK = ("ACCEPTED", "SENT", "FAILED", "EXPIRED", "DELIVERED")
# What a receipt moves; that it failed proves nothing of a row that is queued.
ABSORBED = {
    "ACCEPTED": {"QUEUED", "SUBMITTING", "UNKNOWN"},
    "SENT": {"QUEUED", "SUBMITTING", "UNKNOWN", "ACCEPTED"},
    "FAILED": {"SUBMITTING", "UNKNOWN", "ACCEPTED", "SENT"},
    "EXPIRED": {"SUBMITTING", "UNKNOWN", "ACCEPTED", "SENT", "FAILED"},
    "DELIVERED": {"QUEUED", "SUBMITTING", "UNKNOWN", "ACCEPTED", "SENT", "FAILED", "EXPIRED", "REJECTED"},
}
ENDED = ("DONE", "STOPPED")
FEW_OVER = timedelta(seconds=30)
PROBE = timedelta(seconds=30)
AHEAD_OF_CALL = timedelta(minutes=15)


@dataclass
class Row:
    """A delivery. `calls` were made, `allowed` may be: one, and one more per proof or declaration."""

    sending: int
    chunk: int
    address: int
    state: str = "QUEUED"
    attempts: int = 0
    resends: int = 0
    tries: int = 0
    gateway: str = ""
    updated: datetime | None = None
    calls: int = 0
    allowed: int = 1


@dataclass
class Chunk:
    sending: int
    number: int
    not_before: datetime
    state: str = "WAITING"
    token: UUID | None = None
    lapsed: bool = False


@dataclass
class Sending:
    valid_until: datetime
    policy: str
    state: str = "RUNNING"


@dataclass
class Health:
    """A breaker."""

    refusals: int = 0
    since: datetime | None = None
    opened: bool = False
    probe: datetime | None = None

    def note(self, outcomes: list[str], now: datetime, storm: int) -> None:
        if "ACCEPTED" in outcomes:
            self.__init__()  # type: ignore[misc]
            return
        self.refusals += len(outcomes)
        self.since = self.since or now
        few = self.refusals >= 3 and self.since <= now - FEW_OVER
        if not self.opened and (self.refusals >= storm or few):
            self.opened, self.probe = True, now + PROBE


@dataclass
class World:
    gateways: tuple[str, ...]
    rows: dict[int, Row] = field(default_factory=dict)
    chunks: dict[int, Chunk] = field(default_factory=dict)
    sendings: dict[int, Sending] = field(default_factory=dict)
    health: dict[str, Health] = field(default_factory=lambda: defaultdict(Health))
    stopped_addresses: set[int] = field(default_factory=set)
    arrived_parts: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    submitted: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    called: dict[str, datetime] = field(default_factory=dict)
    early: list[tuple[str, str, datetime]] = field(default_factory=list)
    known: set[tuple[object, ...]] = field(default_factory=set)
    # What each call did outside, whatever we were told (the gateway has it, or it never will), and by which.
    left: dict[tuple[int, int], bool] = field(default_factory=dict)
    by: dict[tuple[int, int], str] = field(default_factory=dict)

    def as_rows(self) -> dict[tuple[str, int], tuple[object, ...]]:
        """State, attempts, resends, gateway, lease and hour, by kind and number."""
        rows = {
            ("row", pk): (row.state, row.attempts, row.resends, row.gateway, None, None)
            for pk, row in self.rows.items()
        }
        chunks = {
            ("chunk", pk): (chunk.state, 0, 0, "", chunk.token, chunk.not_before)
            for pk, chunk in self.chunks.items()
        }
        sendings = {
            ("sending", pk): (sending.state, 0, 0, "", None, None) for pk, sending in self.sendings.items()
        }
        return {**rows, **chunks, **sendings}

    def latest(self) -> datetime:
        """When a row was last written to, by the clock of then: it may have been set back since."""
        return max(row.updated for row in self.rows.values() if row.updated is not None)

    def of_chunk(self, chunk: int, *states: str) -> list[int]:
        return [pk for pk, row in sorted(self.rows.items()) if row.chunk == chunk and row.state in states]

    def of_sending(self, sending: int, *states: str) -> list[int]:
        return [pk for pk, row in sorted(self.rows.items()) if row.sending == sending and row.state in states]

    def move(self, pk: int, state: str, now: datetime) -> None:
        self.rows[pk].state, self.rows[pk].updated = state, now

    def opens(self, now: datetime) -> datetime:
        return min(
            (self.health[name].probe if self.health[name].opened else now) or now for name in self.gateways
        )

    def due(self, now: datetime) -> list[int]:
        """Chunks that a worker may take, the one that is its turn first."""
        return sorted(
            (pk for pk, chunk in self.chunks.items() if self._is_due(chunk, now)),
            key=lambda pk: (
                not self._is_over(self.chunks[pk], now),
                self.chunks[pk].number,
                self.chunks[pk].not_before,
                pk,
            ),
        )

    def _is_due(self, chunk: Chunk, now: datetime) -> bool:
        sending = self.sendings[chunk.sending]
        takeable = chunk.state == "WAITING" or (chunk.state == "LEASED" and chunk.lapsed)
        if not takeable or sending.state in ENDED:
            return False
        if self._is_over(chunk, now):
            return True
        # Of what is paused, only what was half-way when its worker died: it is counted, and nothing leaves.
        return (sending.state == "RUNNING" or chunk.state == "LEASED") and max(
            chunk.not_before, self.opens(now)
        ) <= now

    def _is_over(self, chunk: Chunk, now: datetime) -> bool:
        sending = self.sendings[chunk.sending]
        return sending.state == "STOPPING" or sending.valid_until <= now

    def choose(self, now: datetime) -> tuple[str, bool] | None:
        for name in self.gateways:
            health = self.health[name]
            if not health.opened:
                return name, False
            if health.probe is not None and health.probe <= now:
                health.probe = now + PROBE
                return name, True
        return None

    def forbidden(self, sending: Sending, now: datetime) -> str:
        if sending.state in {"STOPPING", "STOPPED"}:
            return "SKIPPED_STOPPED"
        return "SKIPPED_EXPIRED" if sending.valid_until <= now else ""

    def finish(self, pk: int) -> None:
        sending = self.sendings[pk]
        open_chunks = any(chunk.state != "DONE" for chunk in self.chunks.values() if chunk.sending == pk)
        if not open_chunks and sending.state not in ENDED:
            sending.state = "STOPPED" if sending.state == "STOPPING" else "DONE"

    def release(self, pk: int, token: UUID, not_before: datetime | None) -> None:
        chunk = self.chunks[pk]
        if chunk.token != token:
            return
        chunk.state = "WAITING" if self.of_chunk(pk, "QUEUED", "SUBMITTING") else "DONE"
        chunk.token, chunk.lapsed = None, False
        chunk.not_before = not_before or chunk.not_before
        self.finish(chunk.sending)

    def queue_again(self, pks: list[int], now: datetime, *, by_policy: bool = False) -> None:
        """A declared resend: one more call is allowed; by any gateway where a person asks for it."""
        for pk in pks:
            row = self.rows[pk]
            row.resends, row.allowed, row.tries = row.resends + 1, row.allowed + 1, 0
            row.gateway = row.gateway if by_policy else ""
            self.queue(pk, now)

    def queue(self, pk: int, now: datetime) -> None:
        """Queued again: its chunk is open, and so is its sending, had it ended."""
        row = self.rows[pk]
        self.move(pk, "QUEUED", now)
        chunk, sending = self.chunks[row.chunk], self.sendings[row.sending]
        chunk.state = "WAITING" if chunk.state == "DONE" else chunk.state
        chunk.not_before = now
        sending.state = "RUNNING" if sending.state == "DONE" else sending.state

    def next_of_chunk(self, chunk: int, gateway: str) -> list[int]:
        """What may leave by this gateway, least tried first; what the policy sends again keeps to its own."""
        return sorted(
            (pk for pk in self.of_chunk(chunk, "QUEUED") if not self._kept_for_another(pk, gateway)),
            key=lambda pk: (self.rows[pk].tries, pk),
        )

    def _kept_for_another(self, pk: int, gateway: str) -> bool:
        row = self.rows[pk]
        careful = self.sendings[row.sending].policy == "AVOID_LOSS" and row.resends > 0
        return careful and row.gateway not in {"", gateway}

    def receive(self, told: list[tuple[int, int, str]], now: datetime) -> None:
        """(delivery, attempt, state) of receipts that came together: the highest rank that counts.

        Of a row that is to be sent again on purpose, an earlier call counts only if it arrived.
        """
        best: dict[int, str] = {}
        for pk, attempt, state in told:
            row = self.rows[pk]
            awaited = row.attempts + (row.state == "QUEUED" and row.resends > 0)
            if attempt >= awaited or state == "DELIVERED":
                best[pk] = max(best.get(pk, state), state, key=RANK.index)
        for pk, state in best.items():
            if self.rows[pk].state in ABSORBED[state]:
                self.move(pk, state, now)

    def receive_parts(self, callbacks: list[tuple[str, str]], now: datetime) -> None:
        """(reference, state) of parts; those of a call that is not written yet wait."""
        named = [(self.submitted[ref], state) for ref, state in callbacks if ref in self.submitted]
        self.early += [(ref, state, now) for ref, state in callbacks if ref not in self.submitted]
        for (pk, attempt, part, _), state in named:
            if state == "DELIVERED":
                self.arrived_parts[pk, attempt].add(part)
        told = []
        for (pk, attempt, _, parts), state in named:
            whole = len(self.arrived_parts[pk, attempt]) == parts
            told.append((pk, attempt, "SENT" if state == "DELIVERED" and not whole else state))
        self.receive(told, now)

    def merge_early(self, now: datetime) -> None:
        """Those that came long before the call that they name speak of another, and wait for ever."""
        known = [one for one in self.early if one[0] in self.submitted]
        self.early = [one for one in self.early if one[0] not in self.submitted]
        timely = [(ref, state) for ref, state, came in known if self.called[ref] - came < AHEAD_OF_CALL]
        self.receive_parts(timely, now)
