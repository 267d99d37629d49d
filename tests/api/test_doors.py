"""`manage.py doors` says what an operator has to give to a gateway: what it says is what is let in."""

import re
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from messaging.models import InboundMessage
from tests.api.test_receiver import call


def said() -> dict[str, str]:
    written = StringIO()
    call_command("doors", stdout=written)
    return dict(re.findall(r"^(.+?) : (\S+)$", written.getvalue(), re.MULTILINE))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("door", "query"), [("accusés, kannel", "?d=1&n=1&s=1"), ("accusés, ovh", "?id=1&dlr=1&ptt=1")]
)
def test_receipts_are_taken_at_the_address_that_is_said(receiver: str, door: str, query: str) -> None:
    assert call(receiver, [urlsplit(said()[door]).path + query]) == {200: 1}


@pytest.mark.django_db
def test_replies_are_taken_at_the_address_that_is_said(client: Client) -> None:
    address = said()["réponses, kannel"].replace("%I", "1")

    answer = client.generic("POST", address, b"STOP", headers={"X-Kannel-From": "+33639980001"})

    assert answer.status_code == 200
    assert InboundMessage.objects.count() == 1


def test_the_key_of_all_doors_is_never_said() -> None:
    assert settings.RECEIPT_SECRET not in str(said())
