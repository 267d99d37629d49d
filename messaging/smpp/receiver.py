"""The line on which the centre calls back: nothing is acknowledged before it is committed."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from smpplib import consts

from messaging import receipts
from messaging.clock import database_now
from messaging.receipts import Callback
from messaging.smpp import delivered
from messaging.smpp import line as lines
from messaging.smpp.delivered import Reply
from messaging.smpp.line import Line, LineLost, NotBound, Silent

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# Pauses double no further: a float has an end.
DOUBLINGS = 6
# A centre that says nothing for so long is asked whether it is there.
QUIET_SECONDS = 30.0
LISTEN_SECONDS = 0.5
# What came together is committed together.
BATCH = 200

NO_DATABASE = (OperationalError, InterfaceError)
TRY_AGAIN = consts.SMPP_ESME_RX_T_APPN


@dataclass
class Receiver:
    """`take` keeps one reply, durably; `beat` is called at least every second while a line is bound."""

    take: Callable[[Reply], None]
    beat: Callable[[], None]
    stopping: Event
    _asked_at: float = 0.0
    _to_match: bool = False

    def run(self) -> None:
        """Bind, listen, bind again after growing pauses, until `stopping` is set."""
        failures = 0
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                self._listen(lines.bound(lines.RECEIVER))
                continue
            except (NotBound, LineLost) as failure:
                log.warning("smpp receiver: %s", failure)
            except NO_DATABASE as failure:
                # What the database says may hold what it was given.
                log.warning("smpp receiver: %s", type(failure).__name__)
                connection.close()
            failures = 1 if time.monotonic() - began > LONGEST_PAUSE else failures + 1
            self.stopping.wait(pause_after(failures))

    def _listen(self, line: Line) -> None:
        try:
            while not self.stopping.is_set():
                line.stay()
                self.beat()
                if batch := _batch(line):
                    self._take_all(line, batch)
                else:
                    self._match_late_names()
                    self._look_after(line)
            line.say_goodbye()
        finally:
            line.hang_up()

    def _match_late_names(self) -> None:
        """At the next quiet moment: a receipt may come while the name that it bears is being committed."""
        if self._to_match:
            receipts.merge_early(now=database_now())
            self._to_match = False

    def _look_after(self, line: Line) -> None:
        """Ask a quiet centre whether it is there; what it brings meanwhile is heard like everything else."""
        now = time.monotonic()
        if now - line.heard_at < QUIET_SECONDS:
            return
        if self._asked_at < line.heard_at:
            self._asked_at = now
            line.send("enquire_link")
        elif now - self._asked_at > lines.PROBE_SECONDS:
            raise Silent("passerelle silencieuse")

    def _take_all(self, line: Line, batch: Sequence[Any]) -> None:
        """Answer each once it is kept. Without a database all are asked for again, later, on a new line."""
        close_old_connections()
        try:
            kept = self._keep(batch)
        except NO_DATABASE:
            for pdu in batch:
                line.answer(pdu, TRY_AGAIN)
            raise
        for pdu, is_kept in zip(batch, kept, strict=True):
            line.answer(pdu, consts.SMPP_ESME_ROK if is_kept else TRY_AGAIN)

    def _keep(self, batch: Sequence[Any]) -> list[bool]:
        """Receipts in one transaction, replies one by one; what is no use to anybody counts as kept."""
        said = [_read(pdu) for pdu in batch]
        callbacks = [one for one in said if isinstance(one, Callback)]
        together = self._try(receipts.record_all, callbacks, now=database_now()) if callbacks else True
        self._to_match |= bool(callbacks)
        return [self._keep_one(one, is_kept=together) for one in said]

    def _keep_one(self, one: Callback | Reply | None, *, is_kept: bool) -> bool:
        if isinstance(one, Reply):
            return self._try(self.take, one)
        # One that cannot be kept must not hold up those that came with it.
        return one is None or is_kept or self._try(receipts.record_all, [one], now=database_now())

    def _try(self, verb: Callable[..., Any], *arguments: Any, **named: Any) -> bool:
        """Whether it was done; without a database nothing is (NO_DATABASE)."""
        try:
            verb(*arguments, **named)
        except NO_DATABASE:
            raise
        except Exception as error:
            # Its name alone: what it says may hold the text.
            log.error("what the centre brought could not be kept: %s", type(error).__name__)
            return False
        return True


def pause_after(failures: int) -> float:
    """Seconds before the next bind: 1, 2, 4 … 60."""
    return min(FIRST_PAUSE * 2 ** min(failures - 1, DOUBLINGS), LONGEST_PAUSE)


def _batch(line: Line) -> list[Any]:
    """What the centre brings now, and what came with it."""
    batch: list[Any] = []
    seconds = LISTEN_SECONDS
    while len(batch) < BATCH:
        heard = line.heard_at
        pdu = line.listen_once(seconds)
        if pdu is not None and pdu.command == "deliver_sm":
            batch.append(pdu)
        elif line.heard_at == heard:
            break
        seconds = 0.0
    return batch


def _read(pdu: Any) -> Callback | Reply | None:
    try:
        return delivered.read(pdu)
    except delivered.Unreadable:
        log.warning("a receipt of the centre could not be read")
        return None
