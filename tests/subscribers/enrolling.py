"""An enrolment as far as a test needs it; the code is read where the phone would read it."""

import re
from uuid import uuid4

from messaging.clock import database_now
from messaging.models import Sending
from messaging.queueing import Address
from subscribers import enrolment, placing
from subscribers.models import EnrolmentDraft
from tests.factories import fresh_number, profession
from tests.zones.addresses import PAIX

CLIENT = "192.0.2.1"


def code_in(sending: Sending | None) -> str:
    assert sending is not None
    found = re.match(r"\d{6}", sending.text)
    assert found is not None
    return found[0]


def last_code() -> str:
    return code_in(Sending.objects.order_by("-pk").first())


def placed_draft(name: str = "Maison Lambert") -> EnrolmentDraft:
    """Steps 1 and 2 are done."""
    draft = enrolment.describe_business(
        draft=None, name=name, profession=profession(), siret="", now=database_now()
    )
    placing.choose_address(draft=draft, address=PAIX)
    placing.confirm_pin(draft=draft)
    return draft


def proven_draft(phone: str = "", name: str = "Maison Lambert") -> EnrolmentDraft:
    """Only consent is missing."""
    draft = placed_draft(name)
    to = Address.of(phone or fresh_number())
    enrolment.give_number(draft=draft, to=to, client=str(uuid4()), now=database_now())
    enrolment.prove_number(draft=draft, typed=last_code(), now=database_now())
    return draft
