"""Phone numbers and e-mail addresses: cleaned once, then only ever kept as ciphertext and keyed hash."""

import base64
import hashlib
import hmac
import os
import re
from functools import lru_cache

import phonenumbers
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

FRENCH_MOBILE = re.compile(r"\+33[67]\d{8}", re.ASCII)
# Numbers kept for fiction by the French regulator, and a country code that nobody has (bench loads).
FICTION = re.compile(r"\+3363998\d{4}|\+999\d{9}", re.ASCII)
# Domains that belong to nobody (RFC 2606 and 6761).
NOBODYS_DOMAIN = re.compile(
    r".*@(?:.*\.)?(?:example\.(?:com|net|org)|example|test|invalid|localhost)", re.IGNORECASE
)
LONGEST_EMAIL = 254
BENCH = re.compile(r"\+999\d{9}", re.ASCII)
NOT_A_DIGIT = re.compile(r"[^0-9]")
TYPED = re.compile(r"[0-9+()./ \u00a0\u202f-]{6,24}")
KEY_ID = b"\x01"
NONCE_BYTES = 12
CONTEXT = b"geoalert address v1"


class AddressRefused(Exception):
    """This is no French mobile number, or no e-mail address; the message says so without repeating it."""


class Unreadable(Exception):
    """A sealed address does not open with our key."""


def clean(raw: str) -> str:
    """E.164 of a French mobile number. `phonenumbers` parses; our own pattern decides."""
    if not TYPED.fullmatch(raw):
        raise AddressRefused("Ce numéro contient autre chose que des chiffres.")
    # Asked before it is parsed: +999 is nobody's country, and `phonenumbers` knows it.
    bench = "+" + NOT_A_DIGIT.sub("", raw)
    if settings.ALLOW_BENCH_NUMBERS and raw.startswith("+") and BENCH.fullmatch(bench):
        return bench
    try:
        parsed = phonenumbers.parse(raw, "FR")
    except phonenumbers.NumberParseException as error:
        raise AddressRefused("Ce numéro ne peut pas être lu.") from error
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if FRENCH_MOBILE.fullmatch(number):
        return str(number)
    raise AddressRefused("Un numéro de mobile français est attendu (06 ou 07).")


def clean_email(raw: str) -> str:
    """An e-mail address as Django takes it, its domain in small letters. Raises AddressRefused."""
    typed = raw.strip()
    try:
        validate_email(typed)
    except ValidationError as error:
        raise AddressRefused("Une adresse de courriel est attendue (nom@domaine.fr).") from error
    if len(typed) > LONGEST_EMAIL:
        raise AddressRefused("Cette adresse de courriel est trop longue.")
    name, _, domain = typed.rpartition("@")
    return f"{name}@{domain.lower()}"


def is_fiction(address: str) -> bool:
    """True for numbers and mailboxes that belong to nobody; a live gateway refuses them."""
    return FICTION.fullmatch(address) is not None or NOBODYS_DOMAIN.fullmatch(address) is not None


def seal(address: str) -> bytes:
    """Ciphertext of a clean address: key id (1 byte), nonce (12), AES-GCM output."""
    nonce = os.urandom(NONCE_BYTES)
    return KEY_ID + nonce + _cipher().encrypt(nonce, address.encode(), CONTEXT + KEY_ID)


def unseal(sealed: bytes | memoryview) -> str:
    """The address again; only the sending worker and the owner's own page may call this.

    Raises Unreadable for what another key sealed, or what was altered.
    """
    sealed = bytes(sealed)
    key_id, nonce, body = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return _cipher().decrypt(nonce, body, CONTEXT + key_id).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def fingerprint(address: str) -> bytes:
    """Keyed hash (HMAC-SHA256, 32 bytes): equal for equal addresses, useless without the key."""
    return hmac.digest(_hash_key(), address.encode(), hashlib.sha256)


@lru_cache(maxsize=1)
def _cipher() -> AESGCM:
    return AESGCM(base64.b64decode(settings.ADDRESS_KEY))


@lru_cache(maxsize=1)
def _hash_key() -> bytes:
    return base64.b64decode(settings.ADDRESS_HASH_KEY)
