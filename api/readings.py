"""What each gateway's way of bringing a receipt says; None for what cannot be read."""

from collections.abc import Mapping

from messaging import receipts
from messaging.receipts import Callback

LARGEST_ID, LARGEST_ATTEMPT = 2**63 - 1, 2**15 - 1
# OVHcloud numbers its receipts as Kannel does.
OVH_STATES = receipts.KANNEL_STATES


def kannel(query: Mapping[str, str]) -> Callback | None:
    """?d=<delivery>&n=<attempt>&s=<kind of receipt>."""
    kind = query.get("s", "")
    delivery, attempt = _number(query, "d", LARGEST_ID), _number(query, "n", LARGEST_ATTEMPT)
    if kind not in receipts.KANNEL_STATES or delivery is None or attempt is None:
        return None
    return Callback(
        gateway="kannel",
        state=receipts.KANNEL_STATES[kind],
        delivery_id=delivery,
        attempt=attempt,
        payload={"s": kind},
    )


def ovh(query: Mapping[str, str]) -> Callback | None:
    """?id=<their name of the message>&dlr=<kind>&ptt=<why>; what else comes, a number too, is not kept."""
    kind, reference = query.get("dlr", ""), _number(query, "id", LARGEST_ID)
    if kind not in OVH_STATES or reference is None:
        return None
    why = _number(query, "ptt", LARGEST_ATTEMPT)
    return Callback(
        gateway="ovh",
        state=OVH_STATES[kind],
        reference=str(reference),
        payload={"dlr": kind, "ptt": why},
    )


def _number(query: Mapping[str, str], name: str, largest: int) -> int | None:
    """A whole number of the query from 1 to `largest`, or None."""
    typed = query.get(name, "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 20):
        return None
    return number if 1 <= (number := int(typed)) <= largest else None
