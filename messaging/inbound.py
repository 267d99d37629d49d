"""What phones write back: stored once, and read for the two words that have a meaning here."""

import re
import unicodedata
from datetime import datetime

from messaging.answering import Address
from messaging.models import InboundMessage

Meaning = InboundMessage.Meaning
WORDS = {
    "stop": Meaning.STOP,
    "stopp": Meaning.STOP,
    "stopsms": Meaning.STOP,
    "arret": Meaning.STOP,
    "arreter": Meaning.STOP,
    "arretez": Meaning.STOP,
    "desinscription": Meaning.STOP,
    "desabonner": Meaning.STOP,
    "start": Meaning.START,
    "reprendre": Meaning.START,
}
# "Stop merci", "STOP je ne veux plus rien" stop; "Stop, un homme vient de voler un bijou chez moi" warns us.
LONGEST = 6
TEXT_KEPT = 1600


def meaning(text: str) -> str:
    """STOP, START or nothing; accents, case and punctuation do not matter, long messages mean nothing."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[a-z]+", "".join(char for char in letters if not unicodedata.combining(char)))
    return WORDS.get(words[0], "") if words and len(words) <= LONGEST else ""


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
