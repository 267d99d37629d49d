"""What lets a gateway in: a secret of its own, so that whoever runs one gateway cannot speak for another.

Each is drawn from RECEIPT_SECRET, which no gateway is told, and the gateway's name.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "geoalert.door"


def secret(gateway: str, key: str) -> str:
    """What `gateway` shows in the address that it calls: 64 hexadecimal digits. `key` is RECEIPT_SECRET."""
    return salted_hmac(SALT, gateway, secret=key, algorithm="sha256").hexdigest()


def opens(gateway: str, offered: str) -> bool:
    """Whether what a caller shows is the secret of this gateway."""
    return offered.isascii() and constant_time_compare(offered, secret(gateway, settings.RECEIPT_SECRET))
