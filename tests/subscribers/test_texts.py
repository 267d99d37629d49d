"""What a phone is told fits one SMS."""

from typing import Any

import pytest

from messaging.sms_text import GSM7, measure
from subscribers import texts
from subscribers.deciding import Reason

# The longest number and the longest host that the checks of the configuration let through.
LONGEST = "START au +33 7 00 00 00 00 0"
TEXTS = {name: text for name, text in vars(texts).items() if name.isupper()}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_one_sms_of_the_gsm_alphabet(name: str) -> None:
    for reason in Reason.labels:
        measured = measure(TEXTS[name].format(code="123456", reason=reason, back=LONGEST, out=LONGEST))

        assert (measured.encoding, measured.parts) == (GSM7, 1)


@pytest.mark.parametrize("name", [name for name in TEXTS if name.startswith("CODE")])
def test_a_code_comes_first_so_that_a_phone_offers_it(name: str) -> None:
    assert TEXTS[name].startswith("{code} ")


def test_a_number_that_takes_replies_is_named(settings: Any) -> None:
    settings.REPLY_NUMBER = "36 184"

    assert texts.stopped().endswith("Pour revenir : START au 36 184.")
    assert texts.validated().endswith("Pour ne plus recevoir : STOP au 36 184.")


def test_without_one_texts_name_the_pages_and_stay_one_sms(settings: Any) -> None:
    settings.REPLY_NUMBER, settings.PUBLIC_LINK_BASE = "", "alertes.example/a/"

    assert texts.stopped().endswith("Pour revenir : alertes.example/inscription/.")
    assert texts.validated().endswith("Pour ne plus recevoir : alertes.example/stop/.")
    assert {measure(text).parts for text in (texts.stopped(), texts.validated())} == {1}
