"""Channels by name; an exercise can never load the live one."""

from types import TracebackType
from typing import Self

from messaging.channels.base import Channel
from messaging.channels.email import EmailChannel
from messaging.channels.kannel import KannelChannel
from messaging.channels.outbox import OutboxChannel
from messaging.channels.ovh import OvhChannel
from messaging.channels.smpp import SmppChannel
from messaging.models import Mode

CHANNELS: dict[str, type[Channel]] = {
    "kannel": KannelChannel,
    "outbox": OutboxChannel,
    "ovh": OvhChannel,
    "email": EmailChannel,
    "smpp": SmppChannel,
}


class NoChannel(Exception):
    """The settings name no channel that may carry this mode."""


def open_channel(name: str, mode: str) -> Channel:
    """Open the channel `name` for a sending of `mode`: the one way to a channel. Raises NoChannel.

    What a channel is follows from its class, not from a setting, a variable or a row: one that reaches real
    people is not even built for anything but a live sending.
    """
    if name not in CHANNELS:
        raise NoChannel(f"There is no channel {name!r}.")
    if mode != Mode.LIVE and CHANNELS[name].capabilities.live:
        raise NoChannel(f"{name!r} reaches real people: an exercise cannot load it.")
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
