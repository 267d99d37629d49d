"""The ground of the alert machine: what is known of each alert, and what must hold after every step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from accounts.models import JournalEntry, User
from alerts import lifecycle
from alerts.models import Alert
from messaging import standstill
from messaging.clock import database_now
from messaging.models import Delivery, OutboxMessage, Sending

SHOPS = 3
A_DRAFT_LASTS = timedelta(hours=1)


@dataclass
class Known:
    """One alert as the machine has seen it. `most_calls`: how many calls may be made for it in all."""

    pk: int
    author: str
    written_at: datetime
    state: str = "DRAFT"
    altered: bool = False
    sending: int | None = None
    dispatch_at: datetime | None = None
    most_calls: int = SHOPS


class AlertBench(RuleBasedStateMachine):
    """One sequence: rows that are rolled back at its end. The clock is shifted as in a demonstration."""

    project: ClassVar[Any]
    people: ClassVar[dict[str, User]]

    def __init__(self) -> None:
        super().__init__()
        self.sequence = transaction.atomic()
        # Marking a group insists on a commit of its own: here the whole sequence is taken back.
        self.sequence._from_testcase = True  # type: ignore[attr-defined]
        self.sequence.__enter__()
        self.project.NOW_OFFSET_SECONDS = 0
        self.alerts: list[Known] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.sequence.__exit__(None, None, None)

    @property
    def now(self) -> datetime:
        return database_now()

    def offset(self, seconds: int) -> None:
        self.project.NOW_OFFSET_SECONDS += seconds

    def pick(self, which: int) -> Known:
        return self.alerts[which % len(self.alerts)]

    def may_leave(self, known: Known, by: str) -> bool:
        fresh = self.now <= known.written_at + A_DRAFT_LASTS
        return (
            known.state == "DRAFT"
            and known.author == by
            and not known.altered
            and fresh
            and not standstill.in_force()
        )

    def read(self, known: Known) -> Alert:
        return Alert.objects.get(pk=known.pk)

    def read_back(self, known: Known) -> None:
        """Take the new state of an alert, if the table knows the way there in at most two moves."""
        after = Alert.objects.values_list("state", flat=True).get(pk=known.pk)
        direct = lifecycle.MOVES[known.state]
        reachable = direct.union(*(lifecycle.MOVES[state] for state in direct)) | {known.state}
        assert after in reachable, (known.state, after)
        known.state = after

    def is_paused(self, known: Known) -> bool:
        valid = Sending.objects.filter(pk=known.sending, state="PAUSED", valid_until__gt=self.now)
        return known.sending is not None and valid.exists()

    def calls(self, known: Known) -> int:
        attempts = Delivery.objects.filter(sending=known.sending).values_list("attempts", flat=True)
        return sum(attempts)

    @invariant()
    def the_database_has_the_state_that_is_known(self) -> None:
        found = dict(Alert.objects.values_list("pk", "state"))
        assert found == {known.pk: known.state for known in self.alerts}

    @invariant()
    def an_alert_has_one_list_of_those_announced_and_one_line_of_the_journal(self) -> None:
        frozen = [known for known in self.alerts if known.sending is not None]
        assert Sending.objects.count() == len(frozen)
        assert JournalEntry.objects.filter(verb="alert.freeze").count() == len(frozen)
        assert Delivery.objects.count() == SHOPS * len(frozen)

    @invariant()
    def nobody_is_called_more_often_than_was_declared(self) -> None:
        for known in self.alerts:
            assert self.calls(known) <= known.most_calls

    @invariant()
    def nothing_leaves_before_its_hour(self) -> None:
        for known in self.alerts:
            if known.sending is None or known.dispatch_at is None or self.now >= known.dispatch_at:
                continue
            assert self.calls(known) == 0
            assert not OutboxMessage.objects.filter(delivery__sending=known.sending).exists()

    @invariant()
    def an_alert_that_has_ended_has_a_sending_that_ended_or_was_sent_again(self) -> None:
        for known in self.alerts:
            if known.state == "CANCELLED" and known.sending is not None:
                state = Sending.objects.values_list("state", flat=True).get(pk=known.sending)
                assert state in {"STOPPING", "STOPPED", "DONE"}
