"""Texts under way together, as many as the window holds, until each has exactly one outcome.

The second part of a text is given once the first was taken: what is refused at once has left nothing.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from messaging.channels.base import Outcome, Result
from messaging.smpp import names, statuses
from messaging.smpp.line import Line, LineLost, NotBound, Silent
from messaging.smpp.statuses import NO_ANSWER, Answer

# A line that breaks again and again is given nothing more in this call.
LOSSES = 3
# How long the next part of a text waits where the centre was full.
PAUSE_SECONDS = 0.5
# The centre counts its own requests: their numbers are not ours.
ANSWERS = ("submit_sm_resp", "generic_nack")


@dataclass
class Text:
    """One message: the fields of its parts, the names of those that were taken, and why no more were."""

    delivery_id: int
    parts: list[dict[str, Any]]
    taken: list[str] = field(default_factory=list)
    ending: Answer = NO_ANSWER
    not_before: float = 0.0

    def hear(self, answer: Answer) -> bool:
        """Whether a part of it is to be given next."""
        if answer.outcome == Outcome.ACCEPTED:
            self.taken.append(answer.reference)
            return len(self.taken) < len(self.parts)
        self.ending = answer
        self.not_before = time.monotonic() + PAUSE_SECONDS
        # Half a text helps nobody: a part that was provably not taken is given again while there is time.
        return answer.full and bool(self.taken)

    def result(self) -> Result:
        """Some of it taken, some not: neither accepted nor unsent, and a second try would repeat a part."""
        taken, parts = len(self.taken), len(self.parts)
        if taken == parts:
            return Result(
                self.delivery_id,
                Outcome.ACCEPTED,
                references=tuple(self.taken) if all(self.taken) else (),
            )
        if taken:
            detail = f"{taken} SMS sur {parts} acceptés : {self.ending.detail}"
            return Result(self.delivery_id, Outcome.UNKNOWN, detail)
        return Result(
            self.delivery_id, self.ending.outcome, self.ending.detail, personal=self.ending.personal
        )


@dataclass
class Window:
    """`line()` gives the line, bound anew where it must be (NotBound); `drop()` forgets one that is lost.

    Nothing is given to it after `stop_at` (monotonic): the last answer comes within the caller's lease.
    """

    line: Callable[[], Line]
    drop: Callable[[], None]
    waiting: deque[Text]
    stop_at: float
    flying: dict[int, tuple[Text, float]] = field(default_factory=dict)
    losses: int = 0

    def run(self) -> None:
        """Give everything to the line, and wait for the answers."""
        while self.waiting or self.flying:
            # Asked before the line, which may have to be bound.
            if self.waiting and time.monotonic() > self.stop_at:
                self._give_up("passerelle trop lente")
                continue
            try:
                line = self.line()
                self._fill(line)
                self._hear(line)
            except NotBound as refusal:
                self._give_up(str(refusal))
            except LineLost as loss:
                self._lose(loss)

    def _fill(self, line: Line) -> None:
        if not self.flying:
            line.stay()
        while self._has_room(line) and self.waiting[0].not_before <= time.monotonic():
            text = self.waiting.popleft()
            # From here on it may have left, whatever happens to the line.
            text.ending = NO_ANSWER
            fields = text.parts[len(text.taken)]
            self.flying[line.send("submit_sm", **fields)] = text, time.monotonic()

    def _has_room(self, line: Line) -> bool:
        """A centre that said goodbye answers what is under way; the others take a new line."""
        return (
            line.farewell is None and bool(self.waiting) and len(self.flying) < settings.GATEWAY_CONCURRENCY
        )

    def _hear(self, line: Line) -> None:
        pdu = line.listen_once(self._patience(line))
        if pdu is not None and pdu.command in ANSWERS and pdu.sequence in self.flying:
            text, _ = self.flying.pop(pdu.sequence)
            name = names.of_answer(getattr(pdu, "message_id", None))
            if text.hear(statuses.read(pdu.status, name)):
                self.waiting.appendleft(text)
        self._let_go_of_the_silent(line)

    def _patience(self, line: Line) -> float:
        """Until the oldest is overdue, or the next may be given."""
        ends = [since + settings.GATEWAY_TIMEOUT_SECONDS for _, since in self.flying.values()]
        if self._has_room(line):
            ends.append(self.waiting[0].not_before)
        return max(0.0, min(ends) - time.monotonic()) if ends else 0.0

    def _let_go_of_the_silent(self, line: Line) -> None:
        """One that is not answered is unknown; where nothing was heard since, the line itself is dead."""
        overdue = time.monotonic() - settings.GATEWAY_TIMEOUT_SECONDS
        for sequence, (_, since) in list(self.flying.items()):
            if since > overdue:
                continue
            if line.heard_at < since:
                raise Silent("passerelle silencieuse")
            del self.flying[sequence]

    def _give_up(self, detail: str) -> None:
        """What was not given to the line has not left."""
        for text in self.waiting:
            text.ending = Answer(Outcome.NOT_SENT, detail)
        self.waiting.clear()

    def _lose(self, loss: LineLost) -> None:
        """What was under way is unknown; the others go on over a new line, unless nobody is there."""
        self.drop()
        for text, _ in self.flying.values():
            text.ending = Answer(Outcome.UNKNOWN, str(loss))
        self.flying.clear()
        self.losses += 1
        if isinstance(loss, Silent) or self.losses >= LOSSES:
            self._give_up(str(loss))
