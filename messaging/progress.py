"""How far a sending is: every delivery is in exactly one column, and the columns add up."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from messaging.models import Delivery, Sending

State = Delivery.State
COLUMNS: dict[str, tuple[str, ...]] = {
    "delivered": (State.DELIVERED,),
    "accepted": (State.ACCEPTED, State.SENT),
    "unknown": (State.UNKNOWN,),
    "failed": (State.FAILED, State.EXPIRED, State.REJECTED),
    "skipped": (State.SKIPPED_SUPPRESSED, State.SKIPPED_STOPPED, State.SKIPPED_EXPIRED),
    "waiting": (State.QUEUED, State.SUBMITTING),
}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Counts of one sending; `total` is the frozen number."""

    total: int
    delivered: int
    accepted: int
    unknown: int
    failed: int
    skipped: int
    waiting: int
    by_state: dict[str, int]

    @property
    def left(self) -> int:
        """How many a gateway took; neither what it refused, nor of what nobody knows."""
        taken = self.by_state.get(State.FAILED, 0) + self.by_state.get(State.EXPIRED, 0)
        return self.delivered + self.accepted + taken

    @property
    def may_have_left(self) -> int:
        """How many a gateway took, or may have: the unknown, and what is being handed over."""
        return self.left + self.unknown + self.handed

    @property
    def handed(self) -> int:
        """How many are being handed over: nobody can take those back."""
        return self.by_state.get(State.SUBMITTING, 0)

    @property
    def queued(self) -> int:
        """How many a pause or a stop keeps from leaving."""
        return self.waiting - self.handed

    @property
    def too_late(self) -> int:
        """How many were left out because the text had lost its validity."""
        return self.by_state.get(State.SKIPPED_EXPIRED, 0)

    @property
    def finished(self) -> bool:
        """Nothing is queued or being submitted any more."""
        return self.waiting == 0

    @property
    def settled(self) -> bool:
        """Finished, no receipt is awaited, and nothing unknown may still be settled."""
        return self.finished and self.accepted == self.unknown == 0


def progress(sending: Sending) -> Progress:
    rows = Delivery.objects.filter(sending=sending).values_list("state").annotate(rows=Count("pk"))
    return counted(sending, dict(rows))


def progress_of(sendings: Iterable[Sending]) -> dict[int, Progress]:
    """The same for each of several sendings, by its id: one scan for all of them."""
    known = {sending.pk: sending for sending in sendings}
    by_state: dict[int, dict[str, int]] = {pk: {} for pk in known}
    rows = Delivery.objects.filter(sending__in=known).values_list("sending", "state")
    for pk, state, deliveries in rows.annotate(rows=Count("pk")).order_by():
        by_state[pk][state] = deliveries
    return {pk: counted(sending, by_state[pk]) for pk, sending in known.items()}


def counted(sending: Sending, by_state: dict[str, int]) -> Progress:
    """Columns from what was counted by state."""
    columns = {name: sum(by_state.get(state, 0) for state in states) for name, states in COLUMNS.items()}
    return Progress(total=sending.frozen_count, by_state=by_state, **columns)
