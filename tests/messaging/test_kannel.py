"""What Kannel's own words mean: a setting of ours that it refuses gives nobody up."""

from collections.abc import Iterator

import pytest

from messaging import addresses, breaker, sending
from messaging.channels.base import Message, Outcome, Result
from messaging.channels.kannel import KannelChannel
from tests.messaging.contract.bench import TEXT, VALID
from tests.messaging.contract.kannel_bench import KannelBench
from tests.messaging.gateway import ToldGateway
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Iterator[KannelBench]:
    with KannelBench.open(request) as opened:
        yield opened


def asked(address: str = "+33639980001") -> Result:
    """What the channel makes of the answer to one message."""
    message = Message(1, 1, addresses.seal(address), TEXT, VALID)
    channel = KannelChannel()
    try:
        return channel.submit([message])[0]
    finally:
        channel.close()


@pytest.mark.gateway
def test_a_sender_that_kannel_misses_is_a_setting_of_ours(
    bench: KannelBench, settings: pytest.FixtureRequest
) -> None:
    settings.SMS_SENDER = ""

    result = asked()

    assert (result.outcome, result.personal) == (Outcome.NOT_SENT, False)
    assert result.detail == "réglage refusé par la passerelle : expéditeur"
    assert bench.arrived() == []


@pytest.mark.gateway
def test_a_number_that_kannel_denies_is_refused_for_itself_alone(bench: KannelBench) -> None:
    """Letters are denied as a number of a black-list is, in the same words; no address of ours has any."""
    result = asked("abc")

    assert (result.outcome, result.personal) == (Outcome.REFUSED, True)
    assert result.detail == "numéro refusé par la passerelle"


@pytest.mark.gateway
def test_a_password_that_kannel_refuses_is_said_to_be_one(
    bench: KannelBench, settings: pytest.FixtureRequest
) -> None:
    settings.KANNEL_PASSWORD = "another"

    result = asked()

    assert (result.outcome, result.detail) == (Outcome.NOT_SENT, "identifiants refusés par la passerelle")


# As Kannel 1.4.5 said them.
@pytest.mark.parametrize(
    ("words", "setting"),
    [
        ("Missing receiver(s) number(s), rejected", "numéro absent"),
        ("Empty receiver number not allowed, rejected", "numéro absent"),
        ("Sender missing and no global set, rejected", "expéditeur"),
        ("Coding field misformed, rejected", "codage"),
        ("Validity field misformed, rejected", "durée de validité"),
        ("DLR-Mask field misformed, rejected", "demande d’accusés"),
        ("DLR-URL field misformed, rejected", "adresse des accusés"),
        ("Charset or body misformed, rejected", "texte"),
        ("Invalid content-type", ""),
        ("<html>Bad Request</html>", ""),
    ],
)
def test_a_setting_that_kannel_refuses_is_named_and_tried_later(
    told_gateway: ToldGateway, words: str, setting: str
) -> None:
    told_gateway.answer = (400, words)

    result = asked()

    named = f" : {setting}" if setting else ""
    assert (result.outcome, result.personal) == (Outcome.NOT_SENT, False)
    assert result.detail == f"réglage refusé par la passerelle{named}"


def test_a_wrong_setting_gives_none_of_the_shops_up(told_gateway: ToldGateway) -> None:
    told_gateway.answer = (400, "Sender missing and no global set, rejected")
    queued = frozen(numbers(200))

    sending.drain()

    assert states(queued) == {"QUEUED": 200}
    assert not breaker.is_well("kannel")
