"""Gateways named or set up in a way that would lose texts, or send a drill to real phones."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from messaging.addresses import AddressRefused, clean_email
from messaging.channels import CHANNELS
from messaging.models import ChannelKind

# Setting, whether it may be empty, and what it must carry.
NAMED = (
    ("SMS_CHANNEL", False, ChannelKind.SMS),
    ("SMS_FALLBACK_CHANNEL", True, ChannelKind.SMS),
    ("EXERCISE_CHANNEL", False, ChannelKind.SMS),
    ("EMAIL_CHANNEL", True, ChannelKind.EMAIL),
)
OVH_ACCOUNT = ("OVH_SERVICE", "OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY")
# SMPP 3.4, §4.1.1, without the closing zero.
SMPP_LENGTHS = {"SMPP_USERNAME": 15, "SMPP_PASSWORD": 8, "SMPP_SYSTEM_TYPE": 12}
OVH_HOSTS = (".ovh.com", ".ovhcloud.com")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@register
def check_channels(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Each setting names a channel that exists and carries what it is for."""
    return [
        Error(f"GEOALERT_{setting} names {name!r}, which carries no {kind.label}.", id="geoalert.E009")
        for setting, may_be_empty, kind in NAMED
        if (name := getattr(settings, setting)) or not may_be_empty
        if name not in CHANNELS or CHANNELS[name].capabilities.kind != kind
    ]


@register
def check_exercise_gateway(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A drill is refused what reaches real phones; here it is said before the first one."""
    channel = CHANNELS.get(settings.EXERCISE_CHANNEL)
    if channel is None or not channel.capabilities.live:
        return []
    return [Error("The exercise gateway reaches real people.", id="geoalert.E003")]


@register
def check_real_phones(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Outside a demonstration an alert is never *delivered* to a page: nobody would be warned."""
    if settings.DEMO:
        return []
    return [
        Error(
            f"GEOALERT_{setting} is {name!r}, which reaches no phone: name a gateway, or a demonstration "
            "(GEOALERT_DEMO=1).",
            id="geoalert.E013",
        )
        for setting in ("SMS_CHANNEL", "SMS_FALLBACK_CHANNEL")
        if (name := getattr(settings, setting)) in CHANNELS and not CHANNELS[name].capabilities.live
    ]


@register
def check_ovh(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """An account of OVHcloud is complete, or a bench is a bench."""
    if "ovh" not in {settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL}:
        return []
    missing = [name for name in OVH_ACCOUNT if not getattr(settings, name)]
    found: list[CheckMessage] = []
    if missing:
        found.append(Error(f"OVHcloud cannot be asked without {', '.join(missing)}.", id="geoalert.E008"))
    host = urlsplit(settings.OVH_ENDPOINT).hostname or ""
    if settings.OVH_IS_BENCH and host.endswith(OVH_HOSTS):
        found.append(Error("OVH_IS_BENCH is set before the real OVHcloud.", id="geoalert.E008"))
    if not settings.OVH_ENDPOINT.startswith("https://") and host not in LOOPBACK:
        found.append(
            Error(
                "OVH_ENDPOINT is no https:// address: numbers would be read on the way.", id="geoalert.E008"
            )
        )
    return found


@register
def check_smpp(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """What SMPP would cut off in silence is refused here, in words."""
    if "smpp" not in {settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL}:
        return []
    wrong = [
        f"{name} has more than {longest} characters"
        for name, longest in SMPP_LENGTHS.items()
        if len(getattr(settings, name)) > longest
    ]
    missing = [f"{name} is empty" for name in ("SMPP_HOST", "SMPP_USERNAME") if not getattr(settings, name)]
    return [Error(f"{'; '.join(missing + wrong)}.", id="geoalert.E010")] if missing or wrong else []


@register
def check_email(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """E-mails come from somebody, go to somebody, and leave by a backend that sends."""
    found = [
        Error(f"GEOALERT_ALARM_EMAILS: {address!r} is no e-mail address.", id="geoalert.E011")
        for address in settings.ALARM_EMAILS
        if not _is_email(address)
    ]
    if not settings.EMAIL_CHANNEL:
        if settings.ALARM_EMAILS:
            text = "GEOALERT_ALARM_EMAILS is set and GEOALERT_EMAIL_CHANNEL is not: nobody is told."
            found.append(Error(text, id="geoalert.E011"))
        return [*found]
    if not _is_email(parseaddr(settings.EMAIL_FROM)[1]):
        found.append(Error("GEOALERT_EMAIL_FROM is no e-mail address.", id="geoalert.E011"))
    if settings.EMAIL_BACKEND.startswith("django.core.mail.backends.") and not settings.DEMO:
        found.append(Error("GEOALERT_EMAIL_BACKEND sends nothing, or without end.", id="geoalert.E011"))
    if settings.EMAIL_USE_TLS and settings.EMAIL_USE_SSL:
        found.append(Error("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other.", id="geoalert.E011"))
    return [*found]


def _is_email(address: str) -> bool:
    try:
        clean_email(address)
    except AddressRefused:
        return False
    return True


@register
def check_passwords_are_hidden(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Passwords, and numbers after them, leave this machine inside TLS, or a tunnel that we cannot see."""
    clear = []
    if "smpp" in {settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL}:
        clear += [("SMPP_HOST", settings.SMPP_HOST, settings.SMPP_TLS)]
    if settings.EMAIL_CHANNEL and settings.EMAIL_HOST_USER:
        hidden = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
        clear += [("EMAIL_HOST", settings.EMAIL_HOST, hidden)]
    return [
        Warning(f"{name}: the password goes to {host} in clear, without TLS.", id="geoalert.W003")
        for name, host, hidden in clear
        if host and not hidden and host not in LOOPBACK and not settings.DEMO
    ]


@register
def check_lease(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A group of calls lasts up to two time-outs: a shorter lease would make a slow gateway's unknown."""
    least = 2 * settings.GATEWAY_TIMEOUT_SECONDS
    if settings.DEMO or least < settings.LEASE_SECONDS:
        return []
    text = f"GEOALERT_LEASE_SECONDS must be more than twice GEOALERT_GATEWAY_TIMEOUT, {least} s."
    return [Error(text, id="geoalert.E012")]
