"""Which gateway carries what: the names come from the settings, never from a row."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from messaging import breaker
from messaging.models import ChannelKind, Mode


@dataclass(frozen=True)
class Way:
    """A mode and a kind of address that leave by the same gateways."""

    mode: str
    kind: str

    def __str__(self) -> str:
        return f"{self.mode}/{self.kind}"


@dataclass(frozen=True)
class Choice:
    """The gateway for the next group; of one that is being tried again after a failure, one message only."""

    gateway: str
    is_probe: bool


ALL_WAYS = tuple(Way(mode, kind) for mode in Mode.values for kind in ChannelKind.values)


def gateways(way: Way) -> tuple[str, ...]:
    """The gateways of a way, the first one before the one that stands in for it; none: nothing may leave."""
    if way.mode == Mode.EXERCISE:
        return (settings.EXERCISE_CHANNEL,)
    named = {
        ChannelKind.SMS: (settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL),
        ChannelKind.EMAIL: (settings.EMAIL_CHANNEL,),
    }[ChannelKind(way.kind)]
    return tuple(name for name in named if name)


def choose(way: Way, *, now: datetime) -> Choice | None:
    """The first gateway that is well, or whose turn it is to be tried again; None: wait."""
    for name in gateways(way):
        if breaker.is_well(name):
            return Choice(name, is_probe=False)
        if breaker.take_probe(name, now=now):
            return Choice(name, is_probe=True)
    return None


def openings(*, now: datetime) -> dict[Way, datetime]:
    """When each way opens: now where a gateway is well, else at the next trial of one."""
    probes = breaker.next_probes()
    return {way: min(probes.get(name, now) for name in names) for way in ALL_WAYS if (names := gateways(way))}
