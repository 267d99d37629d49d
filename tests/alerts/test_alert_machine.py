"""Two people, one clock, a queue: whatever they do, an alert leaves once, as announced, or not at all."""

import contextlib
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from accounts.roles import OFFICER
from alerts import lifecycle, restoring, steering
from alerts.freeze import FreezeRefused, freeze
from alerts.models import Alert
from messaging import groups, leasing, sending, standstill
from messaging.models import Standstill
from tests.alerts.alert_bench import SHOPS, AlertBench, Known
from tests.alerts.making import draft
from tests.factories import person, subscriber
from tests.places import VENDOME
from tests.profiles import rounds

Act = Callable[..., Alert]
few = st.integers(0, 3)
who = st.sampled_from(["alice", "bob"])
seldom = st.sampled_from([False, False, False, True])
seconds = st.sampled_from([1, 5, 15, 95, 3000, 3700, 7300])


class AlertMachine(AlertBench):
    @precondition(lambda self: len(self.alerts) < 3)
    @rule(author=who)
    def write(self, author: str) -> None:
        alert = draft(self.people[author], VENDOME)
        self.alerts.append(Known(alert.pk, author, written_at=self.now))

    @precondition(lambda self: self.alerts)
    @rule(which=few)
    def alter_behind_our_back(self, which: int) -> None:
        known = self.pick(which)
        if known.state == "DRAFT":
            Alert.objects.filter(pk=known.pk).update(text="Autre chose.")
            known.altered = True

    @precondition(lambda self: self.alerts)
    @rule(which=few, by=who, other=seldom)
    def send(self, which: int, by: str, other: bool) -> None:
        known, officer = self.pick(which), self.people[by]
        press = partial(
            freeze,
            alert_id=known.pk,
            by=officer,
            seen_hash=self.seen(known, other),
            typed_count=self.read(known).previewed_count,
            now=self.now,
        )
        if known.sending is not None and not other:
            assert press().sending_id == known.sending
            return
        if other or not self.may_leave(known, by):
            with pytest.raises(FreezeRefused):
                press()
            return
        alert = press()
        known.state, known.sending, known.dispatch_at = "FROZEN", alert.sending_id, alert.dispatch_at

    def seen(self, known: Known, other: bool) -> str:
        """What the page showed: this alert, or what another tab has changed since."""
        return "0" * 64 if other else self.read(known).request_hash

    @precondition(lambda self: self.alerts)
    @rule(which=few, by=who)
    def stop(self, which: int, by: str) -> None:
        known = self.pick(which)
        # As stop itself does first: a draft may be out of date by now, whose ever it is.
        self.follow()
        if known.state == "DRAFT" and by != known.author:
            with pytest.raises(steering.SteeringRefused):
                steering.stop(alert=self.read(known), by=self.people[by], now=self.now)
            return
        steering.stop(alert=self.read(known), by=self.people[by], now=self.now)
        self.read_back(known)
        if known.state == "CANCELLED" and known.sending is not None:
            known.most_calls = self.calls(known)

    @precondition(lambda self: self.alerts)
    @rule(which=few, by=who, act=st.sampled_from([steering.pause, steering.resume, steering.resume]))
    def pause_or_go_on(self, which: int, by: str, act: Act) -> None:
        known = self.pick(which)
        with contextlib.suppress(steering.SteeringRefused):
            act(alert=self.read(known), by=self.people[by], now=self.now)

    @rule(by=seconds)
    def clock(self, by: int) -> None:
        self.offset(by)

    @rule()
    def drain(self) -> None:
        paused = {known.pk: self.calls(known) for known in self.alerts if self.is_paused(known)}
        held = standstill.in_force()
        handed = sending.drain()
        assert not (held and handed)
        assert all(self.calls(known) == paused.get(known.pk, self.calls(known)) for known in self.alerts)

    @rule()
    def crash(self) -> None:
        """A worker dies with a group in its hands, and its lease ends."""
        lease = leasing.take(now=self.now)
        if lease is not None:
            groups.mark(lease, gateway="outbox", size=1, now=self.now)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE messaging_chunk SET lease_until = '-infinity' WHERE lease_until > now()"
                )

    @precondition(lambda self: self.alerts)
    @rule(which=few, by=who)
    def send_again(self, which: int, by: str) -> None:
        known = self.pick(which)
        with contextlib.suppress(steering.SteeringRefused):
            known.most_calls += steering.resend_unknown(
                alert=self.read(known), by=self.people[by], announced=SHOPS, now=self.now
            )
        self.read_back(known)

    @rule()
    def settle(self) -> None:
        self.follow()
        assert lifecycle.settle(now=self.now) == 0

    def follow(self) -> None:
        lifecycle.settle(now=self.now)
        for known in self.alerts:
            self.read_back(known)

    @rule()
    def restore(self) -> None:
        """What waits now is the queue of a backup: after the release nothing of it may leave."""
        if not standstill.in_force():
            Standstill.objects.create(began_at=self.now, snapshot_at=self.now)

    @rule(by=who)
    def release(self, by: str) -> None:
        if not standstill.in_force():
            return
        restoring.release(by=self.people[by], now=self.now)
        for known in self.alerts:
            self.read_back(known)
            known.most_calls = self.calls(known)


@pytest.fixture
def _town(geography: None, request: pytest.FixtureRequest) -> None:
    project = request.getfixturevalue("settings")
    project.SMS_CHANNEL, project.UNDO_SECONDS, project.NOW_OFFSET_SECONDS = "outbox", 10, 0
    AlertBench.project = project
    for _ in range(SHOPS):
        subscriber(at=VENDOME)
    AlertBench.people = {
        "alice": person("alice", OFFICER, sectors=("75-CENTRE",)),
        "bob": person("bob", OFFICER, sectors=("*",)),
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_town")
@rounds(quick=25, long=5_000, a_round=100)
def test_an_alert_leaves_once_as_announced_or_not_at_all(search: settings) -> None:
    run_state_machine_as_test(AlertMachine, settings=search)
