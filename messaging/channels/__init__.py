"""Channels by name; an exercise can never load the live one."""

from collections.abc import Callable

from django.conf import settings

from messaging.channels.base import Channel
from messaging.channels.kannel import KannelChannel
from messaging.channels.outbox import OutboxChannel
from messaging.channels.smpp import SmppChannel
from messaging.models import Mode

CHANNELS: dict[str, Callable[[], Channel]] = {
    "kannel": KannelChannel,
    "outbox": OutboxChannel,
    "smpp": SmppChannel,
}


class NoChannel(Exception):
    """The settings name no channel that may carry this mode."""


def channel_for(mode: str) -> Channel:
    """The channel that carries `mode`; the name comes from the settings, never from a row."""
    name = settings.EXERCISE_CHANNEL if mode == Mode.EXERCISE else settings.SMS_CHANNEL
    if mode == Mode.EXERCISE and name != "outbox" and name == settings.SMS_CHANNEL:
        raise NoChannel("The exercise channel is the live one.")
    if name not in CHANNELS:
        raise NoChannel(name)
    return CHANNELS[name]()
