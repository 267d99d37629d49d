"""Receipts and replies come home whatever the order, the number of times and the state of the house."""

import time
from typing import Any

import pytest
from django.db import connection

from messaging import addresses, sending
from messaging.models import Delivery, InboundMessage, InboundPart, Receipt, Suppression
from messaging.smpp.receiver import LONGEST_PAUSE, pause_after
from tests.messaging.queue import frozen, numbers, states
from tests.messaging.smpp import FIRST, LONG, listening
from tests.smsc import Smsc
from tests.stack import until

pytestmark = [pytest.mark.gateway, pytest.mark.django_db(transaction=True)]


def all_brought(centre: Smsc) -> bool:
    """Every receipt and reply was acknowledged."""
    return centre.do("state")["held"] == 0


WORDS = {
    "DELIVRD": "DELIVERED",
    "UNDELIV": "FAILED",
    "REJECTD": "FAILED",
    "DELETED": "FAILED",
    "EXPIRED": "EXPIRED",
    "ENROUTE": "SENT",
    "ACCEPTD": "ACCEPTED",
    "UNKNOWN": "ACCEPTED",
}


@pytest.mark.parametrize("tlv", [False, True])
def test_each_word_of_a_receipt_is_a_state(centre: Smsc, tlv: bool) -> None:
    said = dict(zip(numbers(len(WORDS)), WORDS, strict=True))
    centre.set(answers={number: [word] for number, word in said.items()}, tlv=tlv)
    with listening(centre):
        queued = frozen(list(said))

        sending.drain()

        until(lambda: Receipt.objects.filter(delivery__isnull=False).count() == len(WORDS), "the receipts")
    rows = Delivery.objects.filter(sending=queued)
    assert {said[addresses.unseal(row.address_sealed)]: row.state for row in rows} == WORDS
    assert not any(number in str(receipt.payload) for receipt in Receipt.objects.all() for number in said)


@pytest.mark.parametrize(
    "how",
    [{"early": True}, {"doubled": True}, {"shuffled": 12}, {"early": True, "doubled": True, "shuffled": 24}],
)
def test_receipts_come_early_doubled_and_in_any_order(centre: Smsc, how: dict[str, Any]) -> None:
    centre.set(**how)
    with listening(centre):
        queued = frozen(numbers(4), text=LONG)

        sending.drain()

        until(lambda: states(queued) == {"DELIVERED": 4}, "all receipts")
        until(lambda: all_brought(centre), "the last copy")
    assert Receipt.objects.count() == 12


def test_delivered_is_all_parts_and_failed_is_any(centre: Smsc) -> None:
    whole, late, lost = numbers(3)
    centre.set(answers={late: ["DELIVRD", "none", "DELIVRD"], lost: ["DELIVRD", "UNDELIV", "DELIVRD"]})
    with listening(centre):
        queued = frozen([whole, late, lost], text=LONG)

        sending.drain()

        until(lambda: Receipt.objects.filter(delivery__isnull=False).count() == 8, "all receipts")
    found = Delivery.objects.filter(sending=queued)
    by_number = {addresses.unseal(row.address_sealed): row.state for row in found}
    assert by_number == {whole: "DELIVERED", late: "SENT", lost: "FAILED"}


@pytest.mark.parametrize("ids", ["hex-decimal", "decimal-hex"])
def test_a_name_in_two_forms_is_one_name(centre: Smsc, settings: Any, ids: str) -> None:
    settings.SMPP_MESSAGE_IDS = ids
    centre.set(ids=ids)
    with listening(centre):
        queued = frozen(numbers(2))

        sending.drain()

        until(lambda: states(queued) == {"DELIVERED": 2}, "the receipts")


def test_receipts_wait_at_the_centre_while_nobody_listens(centre: Smsc) -> None:
    queued = frozen(numbers(3))
    sending.drain()
    assert states(queued) == {"ACCEPTED": 3}

    with listening(centre):
        until(lambda: states(queued) == {"DELIVERED": 3}, "the receipts")


def test_nothing_is_acknowledged_that_the_database_did_not_keep(centre: Smsc) -> None:
    """The receipts' table is locked: the receiver's statement is cut off, and asked for again."""
    queued = frozen(numbers(3))
    sending.drain()
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE CURRENT_USER SET lock_timeout = '50ms'")
        cursor.execute("BEGIN; LOCK TABLE messaging_receipt IN ACCESS EXCLUSIVE MODE")
        try:
            with listening(centre):
                until(lambda: centre.lines("receipt"), "an answer")
                assert {line["status"] for line in centre.lines("receipt")} == {0x64}
                assert not all_brought(centre)
                cursor.execute("ROLLBACK")

                until(lambda: states(queued) == {"DELIVERED": 3}, "the receipts, again")
        finally:
            cursor.execute("ROLLBACK; ALTER ROLE CURRENT_USER RESET lock_timeout")


def test_a_reply_that_cannot_be_kept_holds_up_nothing_else(
    centre: Smsc, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A number that our key seals with a fault: asked for again, while receipts go on being kept."""
    monkeypatch.setattr("messaging.addresses.FRENCH_MOBILE", None)
    queued = frozen(numbers(3))
    with listening(centre):
        centre.reply(FIRST, "STOP, une phrase")
        until(lambda: len(centre.lines("reply")) >= 2, "the same reply, twice")
        sending.drain()

        until(lambda: states(queued) == {"DELIVERED": 3}, "the receipts")
    assert {line["status"] for line in centre.lines("reply")} == {0x64}
    assert "une phrase" not in caplog.text


@pytest.mark.parametrize("how", ["cut", "unbind"])
def test_a_lost_line_is_bound_again(centre: Smsc, how: str) -> None:
    with listening(centre):
        centre.do(how)
        until(lambda: centre.do("state")["binds"] == 2, "another bind")
        queued = frozen([FIRST])

        sending.drain()

        until(lambda: states(queued) == {"DELIVERED": 1}, "the receipt")


def test_a_quiet_centre_is_asked_whether_it_is_there(centre: Smsc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.smpp.receiver.QUIET_SECONDS", 0.2)
    with listening(centre):
        until(lambda: centre.do("state")["probes"] >= 2, "two questions")

        assert centre.do("state")["binds"] == 1


def test_pauses_grow_and_have_an_end() -> None:
    pauses = [pause_after(failures) for failures in range(1, 2000)]

    assert pauses[:4] == [1.0, 2.0, 4.0, 8.0]
    assert max(pauses) == LONGEST_PAUSE


def test_it_ends_at_once_and_says_goodbye(centre: Smsc) -> None:
    with listening(centre):
        began = time.monotonic()

    assert time.monotonic() - began < 5
    assert [line["kind"] for line in centre.lines("unbind")] == ["bind_receiver"]


def test_stop_by_smpp_suppresses_and_is_answered(centre: Smsc) -> None:
    with listening(centre):
        centre.reply(FIRST, "Stop")
        until(lambda: all_brought(centre), "the acknowledgement")
    assert Suppression.objects.filter(address_hash=addresses.fingerprint(FIRST)).exists()
    frozen(numbers(2))

    sending.drain()

    texts = [(part.number, part.text) for part in centre.submits()]
    # The answer to the STOP, and the text to the other: not one more.
    assert sorted(number for number, _ in texts) == numbers(2)


def test_a_long_reply_is_read_once_it_is_whole(centre: Smsc) -> None:
    """Three parts, the last one first, one twice; é in UCS-2."""
    parts = [f"{word} ".encode("utf-16-be").hex() for word in ("Arrêtez", "cet", "homme")]
    with listening(centre):
        for place in (3, 1, 1, 2):
            header = f"0500030703{place:02x}"
            centre.reply(FIRST, hex=header + parts[place - 1], esm_class=0x40, data_coding=8)
        until(lambda: InboundMessage.objects.exists(), "the reply")
        until(lambda: all_brought(centre), "the acknowledgements")
    assert InboundMessage.objects.get().text == "Arrêtez cet homme "
    assert not InboundPart.objects.exists()


def test_a_phone_that_writes_the_words_of_a_receipt_wrote_a_reply(centre: Smsc) -> None:
    queued = frozen([FIRST])
    centre.set(everyone="none")
    sending.drain()
    (part,) = centre.submits()
    with listening(centre):
        centre.reply(numbers(2)[1], f"id:{part.id} stat:DELIVRD err:000")
        until(lambda: InboundMessage.objects.exists(), "the reply")

    assert states(queued) == {"ACCEPTED": 1}


@pytest.mark.parametrize("sender", ["3639", "GEOALERT", ""])
def test_what_is_no_mobile_is_acknowledged_and_not_kept(centre: Smsc, sender: str) -> None:
    with listening(centre):
        centre.reply(sender, "STOP")
        until(lambda: centre.lines("reply"), "the acknowledgement")

    assert [line["status"] for line in centre.lines("reply")] == [0]
    assert not InboundMessage.objects.exists()
