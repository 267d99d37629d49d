"""A deliver_sm is read as what it is, and bytes that make no sense end nothing."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smpplib.client import SimpleSequenceGenerator
from smpplib.smpp import make_pdu, parse_pdu

from messaging.receipts import Callback
from messaging.smpp import delivered, names
from messaging.smpp.delivered import Reply

RECEIPT = b"id:0A17 sub:001 dlvrd:001 submit date:2511252230 done date:2511252231 stat:UNDELIV err:027 text:"


def deliver(**fields: Any) -> Any:
    """As it comes off the wire."""
    numbering = SimpleSequenceGenerator()
    written = make_pdu("deliver_sm", client=numbering, **fields).generate()
    return parse_pdu(written, client=numbering, allow_unknown_opt_params=True)


def test_a_receipt_names_its_text_its_state_and_the_operators_reason() -> None:
    read = delivered.read(deliver(source_addr="33639980001", esm_class=4, short_message=RECEIPT))

    dates = {"submit_date": "2511252230", "done_date": "2511252231"}
    assert read == Callback(
        gateway="smpp", reference="0A17", state="FAILED", payload={"stat": "UNDELIV", "err": "027"} | dates
    )


def test_two_texts_of_one_name_have_two_receipts() -> None:
    """A centre that was started again counts from 1 again; its own repetition of a receipt stays the same."""
    days = [RECEIPT, RECEIPT, RECEIPT.replace(b"251125", b"251126")]

    first, repeated, other = (delivered.read(deliver(esm_class=4, short_message=day)) for day in days)

    assert isinstance(first, Callback)
    assert isinstance(repeated, Callback)
    assert isinstance(other, Callback)
    assert first.digest == repeated.digest != other.digest


def test_a_receipt_keeps_nothing_of_the_words_that_were_sent() -> None:
    read = delivered.read(deliver(esm_class=4, short_message=b"id:7 stat:DELIVRD text:done date:0612345678"))

    assert isinstance(read, Callback)
    assert read.payload == {"stat": "DELIVRD", "err": ""}


def test_what_the_parameters_say_goes_before_the_text() -> None:
    pdu = deliver(esm_class=4, short_message=RECEIPT, receipted_message_id="m-7", message_state=2)

    read = delivered.read(pdu)

    assert isinstance(read, Callback)
    assert read.reference == "m-7"


def test_a_receipt_without_words_is_read_from_its_parameters() -> None:
    read = delivered.read(deliver(receipted_message_id="m-7", message_state=3))

    assert isinstance(read, Callback)
    assert (read.reference, read.state) == ("m-7", "EXPIRED")


@pytest.mark.parametrize("body", [b"", b"id:1", b"stat:DELIVRD", b"id:1 stat:BEGONE", b"\xff" * 99])
def test_a_receipt_that_says_nothing_is_said_to(body: bytes) -> None:
    with pytest.raises(delivered.Unreadable):
        delivered.read(deliver(esm_class=4, short_message=body))


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"short_message": b"STOP"}, "STOP"),
        ({"short_message": b"\x00 \x1be"}, "@ €"),
        ({"short_message": "Arrêt".encode("utf-16-be"), "data_coding": 8}, "Arrêt"),
        ({"short_message": "Arrêt".encode("latin-1"), "data_coding": 3}, "Arrêt"),
        ({"message_payload": b"STOP" * 50}, "STOP" * 50),
    ],
)
def test_a_reply_is_read_in_its_alphabet(fields: dict[str, Any], text: str) -> None:
    read = delivered.read(deliver(source_addr="33639980001", **fields))

    assert read == Reply(number="+33639980001", text=text)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"short_message": b"\x05\x00\x03\x07\x03\x02abc", "esm_class": 0x40}, (2, 3)),
        ({"short_message": b"\x06\x08\x04\x01\x07\x03\x02abc", "esm_class": 0x40}, (2, 3)),
        ({"short_message": b"\x09\x04\x02\x00\x00\x00\x03\x07\x03\x02abc", "esm_class": 0x40}, (2, 3)),
        (
            {
                "short_message": b"abc",
                "sar_msg_ref_num": 7,
                "sar_total_segments": 3,
                "sar_segment_seqnum": 2,
            },
            (2, 3),
        ),
        ({"short_message": b"\x05\x00\x03\x07\x03\x09abc", "esm_class": 0x40}, (1, 1)),
    ],
)
def test_a_part_says_which_it_is(fields: dict[str, Any], place: tuple[int, int]) -> None:
    read = delivered.read(deliver(source_addr="33639980001", **fields))

    assert isinstance(read, Reply)
    assert ((read.part, read.parts), read.text) == (place, "abc")
    assert bool(read.series) == (place != (1, 1))


@given(
    body=st.binary(max_size=254),
    esm_class=st.integers(0, 255),
    data_coding=st.integers(0, 255),
    source=st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=20),
)
def test_no_bytes_of_a_phone_break_the_reading(
    body: bytes, esm_class: int, data_coding: int, source: str
) -> None:
    pdu = deliver(source_addr=source, short_message=body, esm_class=esm_class, data_coding=data_coding)
    with contextlib.suppress(delivered.Unreadable):
        delivered.read(pdu)


@pytest.mark.parametrize(
    ("form", "answer", "receipt"),
    [
        ("same", b"m-1", b"m-1"),
        ("hex-decimal", b"A17", b"2583"),
        ("hex-decimal", b"0a17", b"0000002583"),
        ("decimal-hex", b"2583", b"A17"),
        ("decimal-hex", b"m-1", b"m-1"),
    ],
)
def test_one_name_in_two_forms_is_the_same(settings: Any, form: str, answer: bytes, receipt: bytes) -> None:
    settings.SMPP_MESSAGE_IDS = form

    assert names.of_answer(answer) == names.of_receipt_text(receipt)
