"""What people do to sendings, on the rows and in the model."""

import pytest

from messaging import steering
from messaging.models import Sending, Suppression
from tests.messaging.delivery_addresses import address_hash
from tests.messaging.delivery_bench import Bench
from tests.messaging.delivery_model import ENDED


class People(Bench):
    def any_sending(self, state: str) -> bool:
        return any(sending.state == state for sending in self.world.sendings.values())

    def wants_more(self) -> bool:
        """One sending beside another, or after all have ended: no sequence runs dry."""
        ended = all(sending.state in ENDED for sending in self.world.sendings.values())
        return ended or len(self.world.sendings) < 2

    def any_row(self, *states: str) -> bool:
        return any(row.state in states for row in self.world.rows.values())

    def pause(self, which: int) -> None:
        pk, sending = self.sending(which)
        assert steering.pause(sending=Sending(pk=pk)) == (sending.state == "RUNNING")
        sending.state = "PAUSED" if sending.state == "RUNNING" else sending.state

    def resume(self, which: int) -> None:
        pk, sending = self.sending(which)
        assert steering.resume(sending=Sending(pk=pk)) == (sending.state == "PAUSED")
        sending.state = "RUNNING" if sending.state == "PAUSED" else sending.state

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

    def resend(self, which: int, *, failed: bool) -> None:
        pk, sending = self.sending(which)
        states = ("FAILED", "REJECTED", "EXPIRED") if failed else ("UNKNOWN",)
        again = steering.retry_failed if failed else steering.resend_unknown
        if sending.state in {"STOPPING", "STOPPED"} or sending.valid_until <= self.now:
            with pytest.raises(steering.NotResendable):
                again(sending=Sending(pk=pk), now=self.now)
            return
        expected = self.world.of_sending(pk, *states)
        assert again(sending=Sending(pk=pk), now=self.now) == len(expected)
        self.world.queue_again(expected, self.now)

    def suppress(self, address: int) -> None:
        Suppression.objects.get_or_create(
            channel="SMS",
            address_hash=address_hash(address),
            defaults={"why": "STOP", "since": self.now},
        )
        self.world.stopped_addresses.add(address)
