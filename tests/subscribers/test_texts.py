"""What a phone is told fits one SMS."""

import pytest

from messaging.sms_text import GSM7, measure
from subscribers import texts
from subscribers.deciding import Reason

TEXTS = {name: text for name, text in vars(texts).items() if name.isupper()}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_one_sms_of_the_gsm_alphabet(name: str) -> None:
    for reason in Reason.labels:
        measured = measure(TEXTS[name].format(code="123456", reason=reason))

        assert (measured.encoding, measured.parts) == (GSM7, 1)


@pytest.mark.parametrize("name", [name for name in TEXTS if name.startswith("CODE")])
def test_a_code_comes_first_so_that_a_phone_offers_it(name: str) -> None:
    assert TEXTS[name].startswith("{code} ")
