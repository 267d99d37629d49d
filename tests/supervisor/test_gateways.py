import pytest

from geoalert.supervisor import gateways

OWN = {"KANNEL_SENDSMS_URL": "http://gateway.example/cgi-bin/sendsms"}


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
    ],
)
def test_phones_are_fictitious_unless_the_operator_names_a_gateway(
    demo: bool, given: dict[str, str], told: dict[str, str]
) -> None:
    assert gateways.variables(demo=demo, given=given) == told


def test_a_fictitious_town_never_stands_before_a_real_gateway() -> None:
    with pytest.raises(gateways.GatewayRefused, match="--no-demo"):
        gateways.variables(demo=True, given=OWN)
