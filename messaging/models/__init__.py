"""The queue is these rows: one text to some addresses, each address once, and what became of it."""

from messaging.models.deliveries import Attempt, Delivery, Receipt, SubmittedPart
from messaging.models.gateways import Gateway
from messaging.models.phones import InboundMessage, InboundPart, OutboxMessage, Suppression
from messaging.models.sendings import ChannelKind, Chunk, Mode, Sending
from messaging.models.standstill import Standstill

__all__ = [
    "Attempt",
    "ChannelKind",
    "Chunk",
    "Delivery",
    "Gateway",
    "InboundMessage",
    "InboundPart",
    "Mode",
    "OutboxMessage",
    "Receipt",
    "Sending",
    "Standstill",
    "SubmittedPart",
    "Suppression",
]
