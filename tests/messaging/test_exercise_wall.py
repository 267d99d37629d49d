"""An exercise before every live gateway, each of them listening: not one byte reaches any."""

from collections.abc import Iterator

import pytest

from messaging import channels, sending
from messaging.models import Delivery, Gateway, Mode
from tests.messaging.contract.bench import Fault
from tests.messaging.contract.relay import Relay, relay_to
from tests.messaging.queue import frozen, numbers, states

LIVE = sorted(name for name, channel in channels.CHANNELS.items() if channel.capabilities.live)
LIVE_SMS = [name for name in LIVE if channels.CHANNELS[name].capabilities.kind == "SMS"]


@pytest.fixture
def gateway(settings: pytest.FixtureRequest) -> Iterator[Relay]:
    """Every live gateway of the settings listens here, counts what it hears and answers nothing."""
    with relay_to("http://127.0.0.1:9") as relay:
        relay.fault = Fault.SILENT
        settings.GATEWAY_TIMEOUT_SECONDS = 1
        settings.KANNEL_SENDSMS_URL = f"http://127.0.0.1:{relay.port}/cgi-bin/sendsms"
        settings.OVH_ENDPOINT = f"http://127.0.0.1:{relay.port}/1.0"
        settings.SMPP_HOST, settings.SMPP_PORT = "127.0.0.1", relay.port
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", relay.port
        for name in ("KANNEL", "OVH", "SMPP", "EMAIL"):
            setattr(settings, f"{name}_IS_BENCH", True)
        yield relay


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("elsewhere", ["outbox", "same"])
@pytest.mark.parametrize("name", LIVE)
def test_not_one_byte_of_an_exercise_reaches_a_live_gateway(
    gateway: Relay, settings: pytest.FixtureRequest, name: str, elsewhere: str
) -> None:
    settings.EXERCISE_CHANNEL = name
    settings.SMS_CHANNEL = settings.SMS_FALLBACK_CHANNEL = name if elsewhere == "same" else "outbox"
    queued = frozen(numbers(3), mode=Mode.EXERCISE)
    # What rows say changes nothing either: neither the gateway of a delivery nor a probe that is due.
    Delivery.objects.filter(sending=queued).update(gateway=name)
    Gateway.objects.create(name=name, refilled_at=queued.created_at, tokens=1000)

    sending.drain()

    assert (gateway.connections, bytes(gateway.heard)) == (0, b"")
    assert states(queued) == {"QUEUED": 3}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", LIVE_SMS)
def test_the_same_gateway_hears_what_is_real(
    gateway: Relay, settings: pytest.FixtureRequest, name: str
) -> None:
    """The counter counts: otherwise the test above would prove nothing."""
    settings.SMS_CHANNEL = name
    frozen(numbers(1), mode=Mode.LIVE)

    sending.drain()

    assert gateway.connections >= 1


@pytest.mark.parametrize("mode", [Mode.EXERCISE, "exercise", "", "live", "LIVE "])
@pytest.mark.parametrize("name", LIVE)
def test_nothing_but_a_live_sending_loads_a_live_channel(name: str, mode: str) -> None:
    with pytest.raises(channels.NoChannel, match="exercise"):
        channels.open_channel(name, mode)


@pytest.mark.parametrize("mode", Mode.values)
def test_an_unknown_channel_is_refused_and_not_replaced(mode: str) -> None:
    with pytest.raises(channels.NoChannel, match="pigeon"):
        channels.open_channel("pigeon", mode)
