"""Whom a message is for: opened at the last moment, and never somebody who does not exist."""

from messaging import addresses
from messaging.channels.base import Message, Outcome, Result


class NobodyThere(Exception):
    """This message cannot leave, whatever the gateway; the French sentence says why, without the address."""


def address_of(message: Message, *, fictitious: bool) -> str:
    """The address in clear. `fictitious` says that the phones behind the gateway are, too.

    Raises NobodyThere for what does not open with our key, and for a fiction before a real gateway.
    """
    try:
        address = addresses.unseal(message.address_sealed)
    except addresses.Unreadable as error:
        raise NobodyThere("adresse illisible") from error
    if addresses.is_fiction(address) and not fictitious:
        raise NobodyThere("adresse de fiction")
    return address


def refused(message: Message, error: NobodyThere) -> Result:
    """The answer to such a message: it concerns its address alone."""
    return Result(message.delivery_id, Outcome.REFUSED, str(error), personal=True)
