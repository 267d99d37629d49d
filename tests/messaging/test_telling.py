"""The operator is told by e-mail: once an incident, by the engine, and never an address in the text."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from geoalert.management.commands import watchman
from messaging import sending
from messaging.clock import database_now
from messaging.models import Delivery, Gateway, Sending
from messaging.telling import tell_operator
from messaging.vigil import Vigil
from tests.messaging.contract.email_bench import EmailBench
from tests.messaging.queue import states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bench(request: pytest.FixtureRequest, settings: pytest.FixtureRequest) -> Iterator[EmailBench]:
    settings.ALARM_EMAILS = ["astreinte@prefecture.example", "Chef@Prefecture.example"]
    with EmailBench.open(request) as opened:
        yield opened


def tell(incident: str = "breaker-kannel-20261125T210000", **changes: object) -> bool:
    told = {"title": "Passerelle SMS arrêtée", "text": "Rien ne part.", "now": database_now(), **changes}
    return tell_operator(incident=incident, **told)  # type: ignore[arg-type]


def test_each_operator_gets_one_mail_by_the_engine(bench: EmailBench) -> None:
    assert tell()

    sending.drain()

    assert sorted(address for address, _ in bench.box.mails) == [
        "Chef@prefecture.example",
        "astreinte@prefecture.example",
    ]
    mail = bench.box.mails[0][1]
    assert mail["Subject"] == "Passerelle SMS arrêtée"
    assert "Rien ne part." in mail.get_content()
    assert states(Sending.objects.get()) == {"ACCEPTED": 2}


def test_an_incident_is_told_once_and_another_one_too(bench: EmailBench) -> None:
    assert [tell(), tell(), tell("stuck-12-x"), tell("stuck-1-x"), tell()] == [True, False, True, True, False]
    assert Sending.objects.count() == 3


def test_what_lasts_is_told_again_the_next_day(bench: EmailBench) -> None:
    tell()

    assert tell(now=database_now() + timedelta(hours=24, seconds=1))


@pytest.mark.parametrize("missing", ["EMAIL_CHANNEL", "ALARM_EMAILS"])
def test_without_somebody_to_tell_nothing_is_queued(
    bench: EmailBench, settings: pytest.FixtureRequest, missing: str
) -> None:
    setattr(settings, missing, "")

    assert not tell()
    assert Sending.objects.count() == 0


def test_addresses_of_operators_are_sealed_like_all_others(bench: EmailBench) -> None:
    tell()

    for row in Delivery.objects.all():
        assert b"prefecture" not in bytes(row.address_sealed) + bytes(row.address_hash)


def test_the_watchman_tells_what_lasts_and_tells_it_once(bench: EmailBench) -> None:
    now = database_now()
    Gateway.objects.create(name="kannel", refilled_at=now, opened_at=now, probe_at=now + timedelta(hours=1))

    for _ in range(3):
        watchman.look(Vigil())

    told = Sending.objects.filter(text__contains="Incident : breaker-kannel-")
    assert [sending.frozen_count for sending in told] == [2]
    assert told[0].text.startswith("geoalert, alarme : passerelle « kannel »")


def test_an_alarm_waits_for_a_mail_server_that_is_away(bench: EmailBench) -> None:
    bench.relay.leave()
    tell()
    sending.drain()
    assert states(Sending.objects.get()) == {"QUEUED": 2}
