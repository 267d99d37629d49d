"""A key that is equal for equal addresses, and leads back to none of them."""

import hashlib
import hmac

from django.conf import settings

KEY_LENGTH = 16


def address_key(address_hash: bytes) -> str:
    """16 hex digits, an HMAC of the stored hash: safe in exports, of no use against the database."""
    return hmac.new(
        settings.ADDRESS_HASH_KEY.encode(), b"export " + address_hash, hashlib.sha256
    ).hexdigest()[:KEY_LENGTH]
