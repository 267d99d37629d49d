"""The centre's names for parts, written the same whether an answer or a receipt says them.

Appendix B of SMPP 3.4 wants decimal digits in the text of a receipt, and leaves the answer free: some centres
answer in hexadecimal and write the same number in decimal, or the other way round. SMPP_MESSAGE_IDS says so.
"""

from django.conf import settings

SAME, HEX_DECIMAL, DECIMAL_HEX = "same", "hex-decimal", "decimal-hex"
FORMS = (SAME, HEX_DECIMAL, DECIMAL_HEX)
LONGEST = 80


def of_answer(name: bytes | None) -> str:
    """From submit_sm_resp, or receipted_message_id, which repeats it (§5.3.2.12)."""
    return _plain(name, 16 if settings.SMPP_MESSAGE_IDS == HEX_DECIMAL else 10)


def of_receipt_text(name: bytes) -> str:
    return _plain(name, 16 if settings.SMPP_MESSAGE_IDS == DECIMAL_HEX else 10)


def _plain(name: bytes | None, base: int) -> str:
    """The name itself, or the number that it writes; what is no such number stays as it is."""
    text = (name or b"").decode("latin-1").replace("\0", "").strip()[:LONGEST]
    if settings.SMPP_MESSAGE_IDS == SAME:
        return text
    try:
        return str(int(text, base))
    except ValueError:
        return text
