"""Mistakes of configuration that must stop a deployment, each with an id."""

import re

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

LINK_BASE_LIMIT = 18
# What the public pages must be able to name; GEOALERT_ before each is the variable.
OPERATOR_DETAILS = (
    "OPERATOR_NAME",
    "OPERATOR_ADDRESS",
    "PUBLICATION_DIRECTOR",
    "HOSTING_PROVIDER",
    "DATA_PROTECTION_CONTACT",
    "ACCESSIBILITY_CONTACT",
)
# Room for it in a text of one SMS.
REPLY_NUMBER = re.compile(r"[0-9+][0-9 ]{2,16}", re.ASCII)
SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{3,11}")
# Words that French operators block as a sender since March 2025, or that say nothing.
GENERIC_SENDERS = frozenset(
    {"ALERTE", "ALERTES", "ALERT", "INFO", "SMS", "POLICE", "RDV", "COLIS", "LIVRAISON", "BANQUE", "BANK"}
    | {"PAIEMENT", "PAYMENT"}
)


@register
def check_public_link_base(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A link costs 28 units of an SMS: base of at most 18 characters, then the 10 of the code."""
    length = len(settings.PUBLIC_LINK_BASE)
    if length <= LINK_BASE_LIMIT:
        return []
    return [
        Error(f"PUBLIC_LINK_BASE has {length} characters, {LINK_BASE_LIMIT} at most.", id="geoalert.E001")
    ]


@register
def check_bench_gateway(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """The fake phone network takes numbers of fiction: outside a demonstration nobody would be warned."""
    benches = (
        settings.KANNEL_IS_BENCH,
        settings.OVH_IS_BENCH,
        settings.EMAIL_IS_BENCH,
        settings.SMPP_IS_BENCH,
        settings.ALLOW_BENCH_NUMBERS,
    )
    if settings.DEMO or not any(benches):
        return []
    return [Error("A bench gateway or bench numbers outside a demonstration.", id="geoalert.E002")]


@register
def check_sender(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """3 to 11 letters or digits, at least one letter, no word that operators block."""
    sender = settings.SMS_SENDER
    if SENDER.fullmatch(sender) and sender.upper() not in GENERIC_SENDERS:
        return []
    return [Error(f"{sender!r} is no sender that operators accept.", id="geoalert.E004")]


@register
def check_clock(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A shifted clock is for tests and demonstrations."""
    if settings.DEMO or not settings.NOW_OFFSET_SECONDS:
        return []
    return [Error("GEOALERT_NOW_OFFSET is set outside a demonstration.", id="geoalert.E005")]


@register
def check_demo_accounts(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Demonstration accounts share a password that everybody can read."""
    if settings.DEMO_ACCOUNTS and not settings.DEMO:
        return [Error("Demonstration accounts where phones are real.", id="geoalert.E006")]
    if settings.DEMO and settings.HTTPS:
        return [Error("A demonstration is served over HTTPS, as production would be.", id="geoalert.E006")]
    return []


@register
def check_operator(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A public service names who runs it; until then its pages say plainly that nobody has filled this in."""
    missing = [f"GEOALERT_{name}" for name in OPERATOR_DETAILS if not getattr(settings, name).strip()]
    if settings.DEMO or not missing:
        return []
    return [Warning(f"The public pages cannot name the operator: {', '.join(missing)}.", id="geoalert.W001")]


@register
def check_reply_number(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A sender of letters takes no answer: without a number that does, STOP is a page only."""
    number = settings.REPLY_NUMBER
    if not number:
        text = "GEOALERT_REPLY_NUMBER is empty: nobody can write STOP, texts name the page /stop/."
        return [] if settings.DEMO else [Warning(text, id="geoalert.W002")]
    if REPLY_NUMBER.fullmatch(number):
        return []
    return [
        Error(
            f"GEOALERT_REPLY_NUMBER {number!r} is no number of 3 to 17 digits and spaces.", id="geoalert.E007"
        )
    ]
