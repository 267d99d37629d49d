"""What a deliver_sm brings: the receipt of one part, or what a phone wrote (§4.6, §5.2.12, appendix B)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from smpplib import consts

from messaging.models import Delivery
from messaging.receipts import Callback
from messaging.smpp import names
from messaging.smpp.text import decode

State = Delivery.State
GATEWAY = "smpp"
# Bits 5 to 2 of esm_class: a receipt of the centre, or its word on the way.
KIND, RECEIPT, ON_THE_WAY = 0x3C, 0x04, 0x20

# "UNKNOWN" is the centre's own word for having lost sight of the text: it changes nothing that we know.
STATES: dict[str, str] = {
    "DELIVRD": State.DELIVERED,
    "UNDELIV": State.FAILED,
    "REJECTD": State.FAILED,
    "DELETED": State.FAILED,
    "EXPIRED": State.EXPIRED,
    "ENROUTE": State.SENT,
    "ACCEPTD": State.ACCEPTED,
    "UNKNOWN": State.ACCEPTED,
}
# message_state, where a centre gives no text (§5.2.28).
MESSAGE_STATES = {
    consts.SMPP_MESSAGE_STATE_ENROUTE: "ENROUTE",
    consts.SMPP_MESSAGE_STATE_DELIVERED: "DELIVRD",
    consts.SMPP_MESSAGE_STATE_EXPIRED: "EXPIRED",
    consts.SMPP_MESSAGE_STATE_DELETED: "DELETED",
    consts.SMPP_MESSAGE_STATE_UNDELIVERABLE: "UNDELIV",
    consts.SMPP_MESSAGE_STATE_ACCEPTED: "ACCEPTD",
    consts.SMPP_MESSAGE_STATE_UNKNOWN: "UNKNOWN",
    consts.SMPP_MESSAGE_STATE_REJECTED: "REJECTD",
}
NAME = re.compile(rb"\bid:\s*([^\s]+)", re.IGNORECASE)
STAT = re.compile(rb"\bstat:\s*([A-Za-z]+)", re.IGNORECASE)
ERROR = re.compile(rb"\berr:\s*([0-9A-Za-z]{1,8})", re.IGNORECASE)
# When the text was taken and when it ended: a centre that counts from 1 again after a restart says the same
# name, state and error of another text, and only these tell the two receipts apart.
DATES = re.compile(rb"\b(submit|done)[ _]date:\s*(\d{6,14})", re.IGNORECASE)
LONGEST_SERIES = 16


class Unreadable(Exception):
    """A receipt that names no text, or no state that anybody knows."""


@dataclass(frozen=True)
class Reply:
    """What a phone wrote, or one part of it; `series` is the phone's own number for the whole."""

    number: str
    text: str
    series: str = ""
    part: int = 1
    parts: int = 1


def read(pdu: Any) -> Callback | Reply:
    """Raises Unreadable. Only the centre gives receipts: a phone that writes their words writes a reply."""
    if pdu.esm_class & KIND in (RECEIPT, ON_THE_WAY) or pdu.receipted_message_id:
        return _receipt(pdu)
    return _reply(pdu)


def _body(pdu: Any) -> bytes:
    return bytes(pdu.short_message or pdu.message_payload or b"")


def _receipt(pdu: Any) -> Callback:
    body = _body(pdu)
    named, said = NAME.search(body), STAT.search(body)
    reference = names.of_answer(pdu.receipted_message_id)
    if not reference and named:
        reference = names.of_receipt_text(named[1])
    stat = said[1].decode().upper()[:7] if said else MESSAGE_STATES.get(pdu.message_state, "")
    if not reference or stat not in STATES:
        raise Unreadable
    error = ERROR.search(body)
    payload = {"stat": stat, "err": error[1].decode() if error else ""} | _dates(body)
    return Callback(gateway=GATEWAY, reference=reference, state=STATES[stat], payload=payload)


def _dates(body: bytes) -> dict[str, str]:
    """As the centre writes them. A receipt ends with the first words of the text: those are not looked at."""
    receipt = re.split(rb"\btext:", body, maxsplit=1, flags=re.IGNORECASE)[0]
    return {f"{which.decode().lower()}_date": date.decode() for which, date in DATES.findall(receipt)}


def _reply(pdu: Any) -> Reply:
    body, header = _body(pdu), b""
    if pdu.esm_class & consts.SMPP_GSMFEAT_UDHI and body:
        header, body = body[1 : 1 + body[0]], body[1 + body[0] :]
    series, parts, part = _place(pdu, header)
    text = decode(body, pdu.data_coding)
    if not 1 <= part <= parts:
        series, parts, part = "", 1, 1
    return Reply(_number(pdu), text, series[:LONGEST_SERIES], part, parts)


def _number(pdu: Any) -> str:
    """Centres write "33612345678" as often as "+33612345678"."""
    written = bytes(pdu.source_addr or b"").decode("latin-1")
    return f"+{written}" if written.startswith("33") else written


def _place(pdu: Any, header: bytes) -> tuple[str, int, int]:
    """Series, parts, part: from the header of the text, else from the sar_ parameters of SMPP."""
    for kind, value in _elements(header):
        if kind == consts.SMPP_UDHIEIE_CONCATENATED and len(value) == 3:
            return f"8:{value[0]}:{value[1]}", value[1], value[2]
        if kind == consts.SMPP_UDHIEIE_CONCATENATED16 and len(value) == 4:
            return f"16:{int.from_bytes(value[:2])}:{value[2]}", value[2], value[3]
    if pdu.sar_total_segments and pdu.sar_segment_seqnum and pdu.sar_msg_ref_num is not None:
        total = pdu.sar_total_segments
        return f"s:{pdu.sar_msg_ref_num}:{total}", total, pdu.sar_segment_seqnum
    return "", 1, 1


def _elements(header: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a user data header (3GPP TS 23.040, §9.2.3.24), as far as they make sense."""
    at = 0
    while at + 2 <= len(header):
        kind, length = header[at], header[at + 1]
        yield kind, header[at + 2 : at + 2 + length]
        at += 2 + length
