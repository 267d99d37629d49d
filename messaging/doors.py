"""What lets a gateway in: a secret of its own, so that whoever runs one gateway cannot speak for another.

Each is drawn from RECEIPT_SECRET, which no gateway is told, and the gateway's name. Without Django: what
makes keys runs before anything is installed.
"""

import hmac

SALT = "geoalert.door"


def secret(gateway: str, key: str) -> str:
    """What `gateway` shows in the address that it calls: 64 hexadecimal digits. `key` is RECEIPT_SECRET."""
    return hmac.new(key.encode(), f"{SALT}:{gateway}".encode(), "sha256").hexdigest()


def opens(gateway: str, offered: str, key: str) -> bool:
    """Whether what a caller shows is the secret of this gateway."""
    return offered.isascii() and hmac.compare_digest(offered, secret(gateway, key))
