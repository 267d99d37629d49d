"""Six digits by SMS prove who holds a number: asked for, paced, checked, at most five tries.

Only keyed hashes stay in the database: of the code, of the number and of the client that asked.
"""

import hashlib
import hmac
import math
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F

from messaging import answering, standstill
from messaging.models import ChannelKind, Sending, Suppression
from messaging.queueing import Address
from subscribers import texts
from subscribers.models import Contact, OneTimeCode

Purpose = OneTimeCode.Purpose
OneTimeCodes = models.QuerySet[OneTimeCode]
DIGITS = 6
MOST_TRIES = 5
LIFETIME = timedelta(minutes=10)
PAUSE = timedelta(seconds=60)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24)
MOST_WHEN_SILENT = 2
SERVED = "Ce code a déjà servi : demandez-en un nouveau."
TOO_MANY = "Trop de codes ont été demandés : réessayez plus tard."
HELD = (
    "Les SMS sont arrêtés pour l’instant, à la suite d’une panne : aucun code ne peut partir. "
    "Ce que vous avez saisi est gardé ; réessayez dans quelques heures."
)
# How many codes of one purpose may be asked for: by what, within which time.
LIMITS = (
    ("address_hash", HOUR, 4),
    ("address_hash", DAY, 8),
    ("client_hash", HOUR, 20),
    ("client_hash", DAY, 60),
)


class CodeRefused(Exception):
    """No code is sent, or this one proves nothing; the message says why in French."""


def ask(*, holder: UUID, purpose: Purpose, to: Address, client: str, now: datetime) -> OneTimeCode:
    """Send a fresh code to a phone; those sent before to the same holder are worth nothing from now on.

    `client` is where the request comes from; only its keyed hash is kept. Raises CodeRefused when the
    number or the client asks too often, or everybody together, and while nothing may leave. A number that
    said STOP is not told it again.
    """
    if standstill.in_force():
        raise CodeRefused(HELD)
    client_hash = _keyed(b"client", client.encode())
    with transaction.atomic():
        _pace(purpose, to.hash, client_hash, now)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        return OneTimeCode.objects.create(
            holder=holder,
            purpose=purpose,
            address_hash=to.hash,
            address_sealed=to.sealed,
            client_hash=client_hash,
            code_hash=_code_hash(holder, code),
            created_at=now,
            expires_at=now + LIFETIME,
            sending=_send(code, purpose, to, now),
        )


def check(*, holder: UUID, purpose: Purpose, typed: str, now: datetime) -> OneTimeCode:
    """The code that `typed` proves, used up by it. Raises CodeRefused; every call costs a try.

    The try is counted by the database before the digits are compared: a thousand calls at once are five.
    """
    latest = latest_of(holder, purpose)
    if latest is None or latest.expires_at <= now:
        raise CodeRefused("Ce code n’est plus valable : demandez-en un nouveau.")
    if latest.used_at is not None:
        raise CodeRefused(SERVED)
    usable = OneTimeCode.objects.filter(pk=latest.pk, used_at__isnull=True, tries__lt=MOST_TRIES)
    if not usable.update(tries=F("tries") + 1):
        raise CodeRefused("Trop d’essais : demandez un nouveau code.")
    if not hmac.compare_digest(bytes(latest.code_hash), _code_hash(holder, typed)):
        left = MOST_TRIES - latest.tries - 1
        raise CodeRefused(f"Ce n’est pas le code envoyé. {_again(left)}")
    if not OneTimeCode.objects.filter(pk=latest.pk, used_at__isnull=True).update(used_at=now):
        raise CodeRefused(SERVED)
    return latest


def _again(left: int) -> str:
    if left <= 0:
        return "Demandez un nouveau code."
    return f"Il vous reste {left} essai{'s' if left > 1 else ''}."


def latest_of(holder: UUID, purpose: Purpose) -> OneTimeCode | None:
    return OneTimeCode.objects.filter(holder=holder, purpose=purpose).order_by("-pk").first()


def _send(code: str, purpose: Purpose, to: Address, now: datetime) -> Sending | None:
    """Nothing leaves to stop a number that has stopped: it would be written to at any stranger's wish."""
    if purpose == Purpose.STOP and _is_silent(to.hash):
        return None
    known = purpose == Purpose.ENROL and Contact.objects.at(to.hash).exists()
    text = texts.CODE_STOP if purpose == Purpose.STOP else texts.CODE_KNOWN if known else texts.CODE
    return answering.answer(to=to, text=text.format(code=code), valid_until=now + LIFETIME, now=now)


def _pace(purpose: Purpose, address_hash: bytes, client_hash: bytes, now: datetime) -> None:
    """By purpose: whoever asks for codes to enrol uses up none of those that stop."""
    # The lock of all codes is taken last, so that nobody who waits for another one holds it.
    _one_at_a_time(*sorted((address_hash, client_hash)), _keyed(b"ceiling", purpose.encode()))
    asked = OneTimeCode.objects.filter(purpose=purpose)
    _refuse_haste(asked, address_hash, client_hash, now)
    _refuse_flood(asked, now)
    if purpose == Purpose.ENROL:
        _spare_the_silent(asked, address_hash, now)


def _refuse_haste(asked: OneTimeCodes, address_hash: bytes, client_hash: bytes, now: datetime) -> None:
    sent = {"address_hash": address_hash, "client_hash": client_hash}
    last = asked.filter(address_hash=address_hash).order_by("-created_at").first()
    if last is not None and now < last.created_at + PAUSE:
        seconds = math.ceil((last.created_at + PAUSE - now).total_seconds())
        raise CodeRefused(f"Un code vient de partir : attendez {seconds} secondes pour un autre.")
    for by, within, most in LIMITS:
        if asked.filter(**{by: sent[by]}, created_at__gt=now - within).count() >= most:
            raise CodeRefused(TOO_MANY)


def _refuse_flood(asked: OneTimeCodes, now: datetime) -> None:
    """Codes leave before alerts: were they without end, no alert would leave."""
    if asked.filter(created_at__gt=now - MINUTE).count() >= settings.CODES_PER_MINUTE:
        raise CodeRefused("Beaucoup de codes partent en ce moment : réessayez dans une minute.")


def _spare_the_silent(asked: OneTimeCodes, address_hash: bytes, now: datetime) -> None:
    """Who said STOP may come back, and is not to be woken up by strangers."""
    lately = asked.filter(address_hash=address_hash, created_at__gt=now - DAY)
    if _is_silent(address_hash) and lately.count() >= MOST_WHEN_SILENT:
        raise CodeRefused(TOO_MANY)


def _is_silent(address_hash: bytes) -> bool:
    return Suppression.objects.filter(channel=ChannelKind.SMS, address_hash=address_hash).exists()


def _one_at_a_time(*hashes: bytes) -> None:
    """Requests for one number, or from one client, and then all, wait for each other: counting is exact."""
    with connection.cursor() as cursor:
        for each in hashes:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(each[:8], signed=True)])


def _code_hash(holder: UUID, code: str) -> bytes:
    return _keyed(b"code", holder.bytes + code.encode())


def _keyed(domain: bytes, content: bytes) -> bytes:
    """HMAC-SHA256 under our key, one domain apart from the other: six digits alone would be guessed."""
    return hmac.digest(settings.ADDRESS_HASH_KEY.encode(), domain + b" " + content, hashlib.sha256)
