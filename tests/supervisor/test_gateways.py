import pytest

from geoalert.supervisor import gateways, services

OWN = {"KANNEL_SENDSMS_URL": "http://gateway.example/cgi-bin/sendsms"}

ACCOUNT = {"OVH_SERVICE": "sms-ge12345-1"}
CENTRE = {"SMPP_HOST": "smpp.operator.example"}


@pytest.mark.parametrize(
    ("demo", "given", "told"),
    [
        (True, {}, {"GEOALERT_DEMO": "1", "GEOALERT_DEMO_ACCOUNTS": "1"}),
        (False, {}, {"GEOALERT_DEMO": "1", "GEOALERT_DEMO_ACCOUNTS": "0"}),
        (
            False,
            OWN,
            {"GEOALERT_DEMO": "0", "GEOALERT_DEMO_ACCOUNTS": "0", "GEOALERT_SMS_CHANNEL": "kannel"},
        ),
        (
            False,
            CENTRE,
            {"GEOALERT_DEMO": "0", "GEOALERT_DEMO_ACCOUNTS": "0", "GEOALERT_SMS_CHANNEL": "smpp"},
        ),
        (
            False,
            ACCOUNT,
            {"GEOALERT_DEMO": "0", "GEOALERT_DEMO_ACCOUNTS": "0", "GEOALERT_SMS_CHANNEL": "ovh"},
        ),
        (True, {**ACCOUNT, "OVH_IS_BENCH": "1"}, {"GEOALERT_DEMO": "1", "GEOALERT_DEMO_ACCOUNTS": "1"}),
        (True, {**CENTRE, "SMPP_IS_BENCH": "1"}, {"GEOALERT_DEMO": "1", "GEOALERT_DEMO_ACCOUNTS": "1"}),
    ],
)
def test_phones_are_fictitious_unless_the_operator_names_a_gateway(
    demo: bool, given: dict[str, str], told: dict[str, str]
) -> None:
    assert gateways.variables(demo=demo, given=given) == told


@pytest.mark.parametrize("given", [OWN, CENTRE, ACCOUNT, {**CENTRE, "SMPP_IS_BENCH": "0"}])
def test_a_fictitious_town_never_stands_before_a_real_gateway(given: dict[str, str]) -> None:
    with pytest.raises(gateways.GatewayRefused, match="--no-demo"):
        gateways.variables(demo=True, given=given)


@pytest.mark.parametrize(
    ("given", "listens"),
    [
        ({}, False),
        ({"GEOALERT_SMS_CHANNEL": "kannel"}, False),
        ({"GEOALERT_SMS_CHANNEL": "smpp"}, True),
        ({"GEOALERT_SMS_CHANNEL": "kannel", "GEOALERT_SMS_FALLBACK_CHANNEL": "smpp"}, True),
    ],
)
def test_receipts_are_listened_for_where_a_channel_in_use_is_smpp(
    given: dict[str, str], listens: bool
) -> None:
    assert ("receiver" in services.needed(given)) == listens
    assert {"web", "worker", "beat", "dispatcher"} <= set(services.needed(given))
