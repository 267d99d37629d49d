"""What enrolment keeps, and for how long."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts.roles import OFFICER
from messaging import sending
from messaging.clock import database_now
from messaging.models import InboundMessage, Sending
from subscribers import deciding, stopping
from subscribers.models import EnrolmentDraft, OneTimeCode
from subscribers.purging import purge
from tests.factories import fresh_number, person, subscriber
from tests.messaging.queue import frozen
from tests.places import VENDOME
from tests.subscribers.enrolling import placed_draft, proven_draft

pytestmark = pytest.mark.django_db


def test_an_unfinished_enrolment_is_gone_after_two_days_and_no_sooner() -> None:
    placed_draft()

    purge(now=database_now() + timedelta(hours=47))
    assert EnrolmentDraft.objects.exists()
    purge(now=database_now() + timedelta(hours=48, minutes=1))
    assert not EnrolmentDraft.objects.exists()


def test_the_text_that_holds_a_code_goes_as_soon_as_the_code_is_of_no_use() -> None:
    proven_draft()
    sending.drain()

    purge(now=database_now() + timedelta(minutes=9))
    assert Sending.objects.exists()
    purge(now=database_now() + timedelta(minutes=11))
    assert not Sending.objects.exists()
    assert OneTimeCode.objects.exists()


def test_a_text_that_waits_for_its_gateway_is_left_to_it() -> None:
    proven_draft()

    purge(now=database_now() + timedelta(minutes=11))

    assert Sending.objects.exists()


def test_a_text_that_never_left_is_gone_a_day_after_its_end_even_paused() -> None:
    proven_draft()
    Sending.objects.update(state=Sending.State.PAUSED)

    purge(now=database_now() + timedelta(hours=24))
    assert Sending.objects.exists()
    purge(now=database_now() + timedelta(hours=24, minutes=11))
    assert not Sending.objects.exists()


def test_answers_and_words_go_too_and_what_alerts_sent_stays() -> None:
    alert = frozen([fresh_number()])
    stopping.receive(gateway="kannel", reference="1", number=fresh_number(), text="STOP", now=database_now())
    deciding.refuse(
        subscriber=subscriber(at=VENDOME, pending=True),
        by=person("alice", OFFICER),
        reason="TWICE",
        now=database_now(),
    )
    sending.drain()

    purge(now=database_now() + timedelta(hours=23))
    assert Sending.objects.count() == 3
    purge(now=database_now() + timedelta(hours=24, minutes=1))
    assert Sending.objects.get() == alert


def test_codes_go_after_a_day_and_replies_after_a_month() -> None:
    proven_draft()
    stopping.receive(gateway="kannel", reference="1", number=fresh_number(), text="?", now=database_now())

    purge(now=database_now() + timedelta(hours=25))
    assert (OneTimeCode.objects.exists(), InboundMessage.objects.exists()) == (False, True)
    purge(now=database_now() + timedelta(days=31))
    assert not InboundMessage.objects.exists()


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("purge_enrolments", "--json")

    assert capsys.readouterr().out.strip() == '{"drafts": 0, "codes": 0, "texts": 0, "replies": 0}'
