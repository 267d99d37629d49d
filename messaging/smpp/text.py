"""From a text to the fields of its submit_sm, one a part, and back from what phones write."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from smpplib import consts

from messaging import gsm7
from messaging.channels.base import Message
from messaging.sms_text import GSM7, measure, split

LONGEST_VALIDITY = timedelta(days=30)
ONE_MINUTE = timedelta(minutes=1)


def submits(message: Message, number: str) -> list[dict[str, Any]]:
    """Fields of one submit_sm for each part of a message to an E.164 number."""
    parts = split(message.text)
    in_gsm7 = measure(message.text).encoding == GSM7
    shared = {
        "source_addr_ton": consts.SMPP_TON_ALNUM,
        "source_addr_npi": consts.SMPP_NPI_UNK,
        "source_addr": settings.SMS_SENDER,
        "dest_addr_ton": consts.SMPP_TON_INTL,
        "dest_addr_npi": consts.SMPP_NPI_ISDN,
        "destination_addr": number.removeprefix("+"),
        "data_coding": consts.SMPP_ENCODING_DEFAULT if in_gsm7 else consts.SMPP_ENCODING_ISO10646,
        "esm_class": consts.SMPP_GSMFEAT_UDHI if len(parts) > 1 else 0,
        "registered_delivery": consts.SMPP_SMSC_DELIVERY_RECEIPT_BOTH,
        "validity_period": validity(message.valid_for),
    }
    # 8 bits are what a header of 6 bytes has room for; texts of one phone that follow each other differ.
    series = (message.delivery_id + message.attempt) % 256
    bodies = [gsm7.encode(part) if in_gsm7 else part.encode("utf-16-be") for part in parts]
    headers = [_header(series, len(parts), which) for which in range(1, len(parts) + 1)]
    return [{**shared, "short_message": head + body} for head, body in zip(headers, bodies, strict=True)]


def validity(left: timedelta) -> str:
    """Relative time (§7.1.1.1), at least a minute: nobody's clock has to be right."""
    left = min(max(left, ONE_MINUTE), LONGEST_VALIDITY)
    minutes, seconds = divmod(left.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"0000{left.days:02}{hours:02}{minutes:02}{seconds:02}000R"


def decode(body: bytes, coding: int) -> str:
    """What a phone wrote; the centre's default alphabet is taken for GSM 7-bit, one septet a byte."""
    if coding == consts.SMPP_ENCODING_ISO10646:
        return body.decode("utf-16-be", "replace")
    if coding == consts.SMPP_ENCODING_DEFAULT:
        return gsm7.decode(body)
    return body.decode("latin-1")


def _header(series: int, parts: int, which: int) -> bytes:
    """Concatenation (3GPP TS 23.040, §9.2.3.24.1); nothing for a text of one part."""
    return bytes([5, consts.SMPP_UDHIEIE_CONCATENATED, 3, series, parts, which]) if parts > 1 else b""
