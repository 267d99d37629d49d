"""Public codes of alerts, and the link that an SMS carries."""

import base64
import secrets

from django.conf import settings

CODE_LENGTH = 10


def new_code() -> str:
    """10 lower-case base32 characters, 50 random bits: too many to be tried one after the other."""
    return base64.b32encode(secrets.token_bytes(7)).decode().lower()[:CODE_LENGTH]


def public_link(code: str) -> str:
    """The link without its scheme (phones add it), at most 28 characters."""
    return f"{settings.PUBLIC_LINK_BASE}{code}"


def with_link(text: str, code: str) -> str:
    """The text as it leaves: the officer's words, then the link."""
    return f"{text.strip()} {public_link(code)}"
