"""What is OVHcloud's own: its time, its signature, its rules, its receipts, its credit."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from messaging import credit, doors, sending
from messaging.channels.base import Outcome
from messaging.models import Receipt
from tests.messaging.contract.bench import Fault
from tests.messaging.contract.ovh_bench import OvhBench
from tests.messaging.queue import frozen, numbers, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Iterator[OvhBench]:
    a_minute_later()
    with OvhBench.open(request) as opened:
        yield opened


def a_minute_later() -> None:
    """What the provider said of its credit is no longer kept."""
    credit._said.cache_clear()


def outcomes(bench: OvhBench, count: int = 2) -> set[Outcome]:
    with bench.opened() as channel:
        return {result.outcome for result in channel.submit(bench.messages(bench.addresses(count)))}


@pytest.mark.parametrize("ahead", [-86_400, -45, 45, 7_200])
def test_a_clock_that_is_wrong_signs_rightly_all_the_same(bench: OvhBench, ahead: int) -> None:
    bench.server.accounts.ahead = ahead

    assert outcomes(bench) == {Outcome.ACCEPTED}
    assert bench.server.accounts.complaints == []


def test_a_time_that_was_refused_is_asked_for_again(bench: OvhBench) -> None:
    with bench.opened() as channel:
        channel.submit(bench.messages(bench.addresses(1)))
        bench.server.accounts.ahead = 600
        refused = channel.submit(bench.messages(bench.addresses(1)))
        again = channel.submit(bench.messages(bench.addresses(1)))

    assert [one.outcome for one in (*refused, *again)] == [Outcome.NOT_SENT, Outcome.ACCEPTED]


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.CUT, Fault.HTML, Fault.UNAVAILABLE, Fault.DRIP])
def test_without_their_time_nothing_is_sent_and_nobody_is_unknown(
    bench: OvhBench, settings: pytest.FixtureRequest, fault: Fault
) -> None:
    settings.GATEWAY_TIMEOUT_SECONDS = 1
    bench.relay.spares = b""
    bench.fail(fault)

    assert outcomes(bench) == {Outcome.NOT_SENT}
    assert b"POST" not in bench.relay.heard


def test_no_text_is_advertising_to_them(bench: OvhBench) -> None:
    outcomes(bench)

    for job in bench.server.accounts.sent:
        assert job["noStopClause"] is True
        assert job["senderForResponse"] is False
        assert (job["priority"], job["class"], job["differedPeriod"]) == ("high", "phoneDisplay", 0)


@pytest.mark.parametrize(("text", "coding"), [("Vol à 17h€", "7bit"), ("Leçon d’août", "8bit")])
def test_the_coding_is_ours_and_not_guessed(bench: OvhBench, text: str, coding: str) -> None:
    with bench.opened() as channel:
        channel.submit(bench.messages(bench.addresses(1), text=text))

    assert [job["coding"] for job in bench.server.accounts.sent] == [coding]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"OVH_APPLICATION_SECRET": "x"}, "INVALID_SIGNATURE"),
        ({"OVH_APPLICATION_KEY": "x"}, "INVALID_KEY"),
        ({"OVH_CONSUMER_KEY": "x"}, "INVALID_CREDENTIAL"),
        ({"OVH_SERVICE": "sms-xx-9"}, "RESOURCE_NOT_FOUND"),
        ({"SMS_SENDER": "MUCHTOOLONGSENDER"}, "INVALID_ARGUMENT"),
    ],
)
def test_a_mistake_of_ours_is_no_failure_of_a_shop(
    bench: OvhBench, settings: pytest.FixtureRequest, changes: dict[str, str], said: str
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)

    assert outcomes(bench) == {Outcome.NOT_SENT}
    assert bench.server.accounts.complaints[0] == said


def test_without_credit_nothing_leaves_and_all_is_kept(bench: OvhBench) -> None:
    bench.server.accounts.credits = 0

    assert outcomes(bench) == {Outcome.NOT_SENT}


def test_what_is_not_in_their_history_stays_unknown(bench: OvhBench) -> None:
    """Nothing documents how late the history is: what is taken for unsent would be sent again."""
    (message,) = bench.messages(bench.addresses(1))

    with bench.opened() as channel:
        assert [one.outcome for one in channel.look_up([message])] == [Outcome.UNKNOWN]


def bring(receiver: str, secret: str, **query: object) -> int:
    """The status of the answer to OVHcloud's callBack."""
    told = urllib.parse.urlencode(query)
    try:
        with urllib.request.urlopen(f"{receiver}/api/v1/recus/ovh/{secret}/?{told}", timeout=10) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_their_receipts_come_home(bench: OvhBench, settings: pytest.FixtureRequest, receiver: str) -> None:
    queued = frozen(numbers(2))
    sending.drain()
    assert states(queued) == {"ACCEPTED": 2}
    first, second = (job["id"] for job in bench.server.accounts.sent)
    secret = doors.secret("ovh", settings.RECEIPT_SECRET)

    answers = [
        bring(receiver, secret, id=first, dlr=8, ptt=1000, to="+33639980000"),
        bring(receiver, secret, id=first, dlr=1, ptt=1),
        bring(receiver, secret, id=first, dlr=1, ptt=1),
        bring(receiver, secret, id=second, dlr=2, ptt=4),
    ]

    assert answers == [200] * 4
    assert states(queued) == {"DELIVERED": 1, "FAILED": 1}
    assert "3363998" not in str(list(Receipt.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize("query", [{}, {"id": "1"}, {"id": "a", "dlr": "1"}, {"id": "1", "dlr": "99"}])
def test_what_is_no_receipt_is_stored_nowhere(
    settings: pytest.FixtureRequest, receiver: str, query: dict[str, str]
) -> None:
    assert bring(receiver, doors.secret("ovh", settings.RECEIPT_SECRET), **query) == 400
    assert Receipt.objects.count() == 0


def test_strangers_bring_no_receipts(settings: pytest.FixtureRequest, receiver: str) -> None:
    assert bring(receiver, "guessed", id=1, dlr=1) == 404
    assert bring(receiver, settings.RECEIPT_SECRET, id=1, dlr=1) == 404
    assert bring(receiver, doors.secret("kannel", settings.RECEIPT_SECRET), id=1, dlr=1) == 404


def test_a_low_credit_is_known_and_an_unknown_one_is_said(
    bench: OvhBench, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The clock may turn a minute over between two questions.
    monkeypatch.setattr(credit, "KEPT_SECONDS", 10**9)
    settings.OVH_CREDITS_LOW = 5_000
    assert credit.credit() == credit.Credit(100_000)
    bench.server.accounts.credits = 4_999.4
    assert credit.credit() == credit.Credit(100_000)
    a_minute_later()
    low = credit.credit()
    assert low is not None
    assert low.is_low

    bench.relay.leave()
    a_minute_later()
    with pytest.raises(credit.CreditUnknown):
        credit.credit()
    settings.SMS_CHANNEL = "outbox"
    assert credit.credit() is None
