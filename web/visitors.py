"""Where a request comes from: to slow down who asks too often, never to follow anybody."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

# What anybody's provider gives to one household or one server: its addresses are one visitor.
IPV6_PREFIX = 64
# An address that nobody has: who cannot be told apart is counted together.
NOBODY = "::"


def visitor_address(request: HttpRequest) -> str:
    """The address that limits count: IPv4 whole, of IPv6 the network of 64 bits.

    Behind our proxy (GEOALERT_TLS_PROXY) it is the last entry of X-Forwarded-For, which the proxy wrote;
    those before it are whatever the visitor says. Anywhere else it is the other end of the connection.
    """
    if settings.TLS_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if (told := _parsed(forwarded)) is not None:
            return _counted(told)
    peer = _parsed(request.META.get("REMOTE_ADDR", ""))
    return NOBODY if peer is None else _counted(peer)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _counted(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), IPV6_PREFIX), strict=False).network_address)
