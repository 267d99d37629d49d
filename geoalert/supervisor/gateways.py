"""Which phones an instance reaches: a fake network of its own, or the gateway that its operator names."""

import os
from collections.abc import Mapping

from geoalert.env import TRUE

# A gateway of one's own is named by the address where it takes messages, or by the account.
OWN_GATEWAYS = {"kannel": "KANNEL_SENDSMS_URL", "smpp": "SMPP_HOST", "ovh": "OVH_SERVICE"}
# Says of a gateway that is named that its phones are fictitious all the same.
BENCHES = {"smpp": "SMPP_IS_BENCH", "ovh": "OVH_IS_BENCH"}
CHANNELS = ("GEOALERT_SMS_CHANNEL", "GEOALERT_SMS_FALLBACK_CHANNEL")


class GatewayRefused(Exception):
    """What was asked for would write to real phones from a demonstration."""


def own(given: Mapping[str, str] = os.environ) -> list[str]:
    """The channels whose gateway the operator names, and whose phones are real."""
    return [
        channel
        for channel, name in OWN_GATEWAYS.items()
        if given.get(name) and given.get(BENCHES.get(channel, ""), "").lower() not in TRUE
    ]


def is_own(given: Mapping[str, str] = os.environ) -> bool:
    return bool(own(given))


def uses(channel: str, given: Mapping[str, str]) -> bool:
    """Whether texts may leave by this channel."""
    return channel in {given.get(name) for name in CHANNELS}


def variables(*, demo: bool, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the settings are told. GEOALERT_DEMO says that the phones are fictitious, town or no town.

    Raises GatewayRefused: a fictitious town never stands before a real gateway.
    """
    real = own(given)
    if real and demo:
        raise GatewayRefused(
            "une démonstration n’écrit qu’à des téléphones fictifs : ajoutez « --no-demo », "
            f"ou retirez {' et '.join(OWN_GATEWAYS[channel] for channel in real)}."
        )
    told = {"GEOALERT_DEMO": "0" if real else "1", "GEOALERT_DEMO_ACCOUNTS": "1" if demo else "0"}
    if real:
        told["GEOALERT_SMS_CHANNEL"] = given.get("GEOALERT_SMS_CHANNEL") or real[0]
    return told
