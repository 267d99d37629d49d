"""Which phones an instance reaches: a fake network of its own, or the gateway that its operator names."""

import os
from collections.abc import Mapping

# A gateway of one's own is named by the address where it takes messages.
OWN_GATEWAY = "KANNEL_SENDSMS_URL"


class GatewayRefused(Exception):
    """What was asked for would write to real phones from a demonstration."""


def is_own(given: Mapping[str, str] = os.environ) -> bool:
    return bool(given.get(OWN_GATEWAY))


def variables(*, demo: bool, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the settings are told. GEOALERT_DEMO says that the phones are fictitious, town or no town.

    Raises GatewayRefused: a fictitious town never stands before a real gateway.
    """
    own = is_own(given)
    if own and demo:
        raise GatewayRefused(
            "une démonstration n’écrit qu’à des téléphones fictifs : ajoutez « --no-demo », "
            f"ou retirez {OWN_GATEWAY}."
        )
    told = {"GEOALERT_DEMO": "0" if own else "1", "GEOALERT_DEMO_ACCOUNTS": "1" if demo else "0"}
    if own:
        told["GEOALERT_SMS_CHANNEL"] = given.get("GEOALERT_SMS_CHANNEL") or "kannel"
    return told
