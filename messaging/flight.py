"""What was handed over and is not answered yet: never more than one group, and two halves of it at once.

A gateway slows down towards the end of a group, when few calls are left under way. Where the channel can take
it, the next half is marked and begun while the last is being answered: docs/decisions/0035.
"""

import time
from collections import deque
from concurrent.futures import Future, wait
from dataclasses import dataclass

from django.conf import settings

from messaging.channels.base import Channel, Overlapping, Result
from messaging.groups import Group
from messaging.routes import Choice


@dataclass(frozen=True)
class HandedOver:
    """A group that was begun: chosen how, and what its gateway answers, once it has."""

    group: Group
    choice: Choice
    answers: Future[list[Result]]


class Flight:
    """The groups of one worker that are under way, the oldest first."""

    def __init__(self) -> None:
        self._under_way: deque[HandedOver] = deque()

    def __bool__(self) -> bool:
        return bool(self._under_way)

    def room(self, channel: Channel) -> int:
        """How many more messages may be marked now; 0: the oldest must be answered first."""
        size = settings.SUBMIT_GROUP_SIZE
        if not isinstance(channel, Overlapping):
            return 0 if self._under_way else size
        half = (size + 1) // 2
        return min(half, size - sum(len(one.group.messages) for one in self._under_way))

    def begin(self, channel: Channel, group: Group, choice: Choice) -> None:
        """Hand a group over; a channel that takes one at a time has answered when this returns."""
        if isinstance(channel, Overlapping):
            answers = channel.begin(group.messages)
        else:
            answers = Future()
            answers.set_result(channel.submit(group.messages))
        self._under_way.append(HandedOver(group, choice, answers))

    def wait(self, seconds: float) -> bool:
        """Let time pass; True as soon as the oldest are answered."""
        if not self._under_way:
            time.sleep(seconds)
            return False
        return bool(wait([self._under_way[0].answers], timeout=seconds).done)

    def land(self) -> tuple[HandedOver, list[Result]]:
        """The oldest, under way no more, with its answers: they are waited for."""
        oldest = self._under_way.popleft()
        return oldest, oldest.answers.result()
