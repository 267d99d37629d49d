"""What phones write back: stored once, and read for the two words that have a meaning here."""

import re
import unicodedata
from datetime import datetime, timedelta

from messaging.models import InboundMessage
from messaging.queueing import Address

Meaning = InboundMessage.Meaning
WORDS = {
    "stop": Meaning.STOP,
    "stopp": Meaning.STOP,
    "stopsms": Meaning.STOP,
    "arret": Meaning.STOP,
    "desinscription": Meaning.STOP,
    "desabonner": Meaning.STOP,
    "start": Meaning.START,
    "reprendre": Meaning.START,
}
# An order may be given to us, or to the police about a thief: it counts with nothing but these words.
ORDERS = frozenset({"arreter", "arretez"})
BESIDE_ORDERS = frozenset({"les", "vos", "sms", "messages", "alertes", "merci", "svp"})
# "Stop merci" stops; "Stop, un homme vient de voler un bijou chez moi" warns us.
LONGEST = 3
# "Je ne veux plus rien, STOP": of longer replies only these end with a wish of their own.
LONGEST_BEFORE_STOP = 6
TEXT_KEPT = 1600
DAY = timedelta(hours=24)


def meaning(text: str) -> str:
    """STOP, START or nothing; accents, case and punctuation do not matter.

    The word comes first or last of three, or "stop" last of six; anything else is for a person to read.
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[a-z]+", "".join(char for char in letters if not unicodedata.combining(char)))
    if not words:
        return ""
    if len(words) > LONGEST:
        return Meaning.STOP if len(words) <= LONGEST_BEFORE_STOP and words[-1] == "stop" else ""
    if ORDERS & set(words) and set(words) <= ORDERS | BESIDE_ORDERS:
        return Meaning.STOP
    return WORDS.get(words[0], WORDS.get(words[-1], ""))


def record(*, gateway: str, reference: str, to: Address, text: str, now: datetime) -> InboundMessage | None:
    """Store one message of the phone `to`; None when the gateway brought it before."""
    # PostgreSQL keeps no NUL, which a binary message may hold.
    kept = text.replace("\0", "")[:TEXT_KEPT]
    stored, fresh = InboundMessage.objects.get_or_create(
        gateway=gateway,
        reference=reference,
        defaults={
            "address_hash": to.hash,
            "address_sealed": to.sealed,
            "text": kept,
            "meaning": meaning(kept),
            "received_at": now,
        },
    )
    return stored if fresh else None


def is_first_unread_of_the_day(stored: InboundMessage) -> bool:
    """No other reply without a meaning came from this phone in the day before `stored`."""
    others = InboundMessage.objects.filter(
        address_hash=stored.address_hash, meaning="", received_at__gt=stored.received_at - DAY
    )
    return not others.exclude(pk=stored.pk).exists()
