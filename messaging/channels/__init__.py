"""Channels by name; an exercise can never load the live one."""

from types import TracebackType
from typing import Self

from django.conf import settings

from messaging.channels.base import Channel
from messaging.channels.kannel import KannelChannel
from messaging.channels.outbox import OutboxChannel
from messaging.channels.smpp import SmppChannel
from messaging.models import Mode

CHANNELS: dict[str, type[Channel]] = {
    "kannel": KannelChannel,
    "outbox": OutboxChannel,
    "smpp": SmppChannel,
}


class NoChannel(Exception):
    """The settings name no channel that may carry this mode."""


def open_channel(name: str, mode: str) -> Channel:
    """Open the channel `name` for a sending of `mode`; raises NoChannel."""
    if mode == Mode.EXERCISE and name != "outbox" and name == settings.SMS_CHANNEL:
        raise NoChannel("The exercise channel is the live one.")
    if name not in CHANNELS:
        raise NoChannel(name)
    return CHANNELS[name]()


class OpenChannels:
    """The channels that one worker holds open, each with its connections, until it has nothing to send."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], Channel] = {}

    def named(self, name: str, mode: str) -> Channel:
        """The channel of this name, opened once; raises NoChannel."""
        if (name, mode) not in self._open:
            self._open[name, mode] = open_channel(name, mode)
        return self._open[name, mode]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for channel in self._open.values():
            channel.close()
