"""What may follow what for a delivery, and how receipts that come in any order are merged."""

from messaging.models import Delivery

State = Delivery.State

WAITING = (State.QUEUED, State.SUBMITTING)

# A receipt moves a delivery to the highest state told, whatever the order of arrival; the last absorbs all.
RECEIPT_RANK = (State.ACCEPTED, State.SENT, State.FAILED, State.EXPIRED, State.DELIVERED)

# What a person, or the stated policy of the sending, may have sent again: a declared resend.
RESENDABLE = (State.UNKNOWN,)
RETRIABLE = (State.FAILED, State.REJECTED, State.EXPIRED)

MOVES: dict[str, frozenset[str]] = {
    # A receipt for a queued row proves that it had left after all: it must not leave again. One that says
    # "failed" proves nothing: a gateway without its network refuses the call, and says so a second time.
    # What was queued in a backup may have left after it (messaging/standstill.py).
    State.QUEUED: frozenset(
        {State.SUBMITTING, State.SKIPPED_SUPPRESSED, State.SKIPPED_STOPPED, State.SKIPPED_EXPIRED}
        | {State.UNKNOWN}
        | {State.ACCEPTED, State.SENT, State.DELIVERED, State.REJECTED}
    ),
    State.SUBMITTING: frozenset(
        {State.ACCEPTED, State.REJECTED, State.UNKNOWN, State.QUEUED, State.SENT}
        | {State.FAILED, State.EXPIRED, State.DELIVERED}
    ),
    State.UNKNOWN: frozenset(
        {State.ACCEPTED, State.SENT, State.DELIVERED, State.FAILED, State.EXPIRED, State.REJECTED}
        | {State.QUEUED}
    ),
    State.ACCEPTED: frozenset({State.SENT, State.FAILED, State.EXPIRED, State.DELIVERED}),
    State.SENT: frozenset({State.FAILED, State.EXPIRED, State.DELIVERED}),
    State.FAILED: frozenset({State.EXPIRED, State.DELIVERED, State.QUEUED}),
    State.EXPIRED: frozenset({State.DELIVERED, State.QUEUED}),
    State.REJECTED: frozenset({State.DELIVERED, State.QUEUED}),
    State.DELIVERED: frozenset(),
    State.SKIPPED_SUPPRESSED: frozenset(),
    State.SKIPPED_STOPPED: frozenset(),
    State.SKIPPED_EXPIRED: frozenset(),
}

# A receipt moves a delivery to its state only from these.
RECEIPT_SOURCES: dict[str, tuple[str, ...]] = {
    state: tuple(source for source, targets in MOVES.items() if state in targets) for state in RECEIPT_RANK
}
