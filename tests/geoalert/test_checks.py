import pytest

from geoalert import checks
from geoalert import gateway_checks as gateways

OVH = {
    "SMS_CHANNEL": "ovh",
    "OVH_SERVICE": "sms-ge12345-1",
    "OVH_APPLICATION_KEY": "k",
    "OVH_APPLICATION_SECRET": "s",
    "OVH_CONSUMER_KEY": "c",
    "OVH_ENDPOINT": "https://eu.api.ovh.com/1.0",
    "OVH_IS_BENCH": False,
}

SMPP = {
    "SMS_CHANNEL": "smpp",
    "SMPP_HOST": "smpp.operator.example",
    "SMPP_USERNAME": "geoalert",
    "SMPP_PASSWORD": "12345678",
}

SMTP = {"EMAIL_CHANNEL": "email", "EMAIL_HOST": "smtp.example.org", "EMAIL_HOST_USER": "geoalert"}


@pytest.mark.parametrize(
    ("check", "changes", "ids"),
    [
        (checks.check_public_link_base, {"PUBLIC_LINK_BASE": "geoalert.fr/a/"}, []),
        (checks.check_public_link_base, {"PUBLIC_LINK_BASE": "x" * 19}, ["geoalert.E001"]),
        (checks.check_bench_gateway, {"DEMO": True, "KANNEL_IS_BENCH": True}, []),
        (checks.check_bench_gateway, {"DEMO": False, "KANNEL_IS_BENCH": True}, ["geoalert.E002"]),
        (checks.check_bench_gateway, {"DEMO": False, "OVH_IS_BENCH": True}, ["geoalert.E002"]),
        (gateways.check_exercise_gateway, {"EXERCISE_CHANNEL": "outbox"}, []),
        (gateways.check_exercise_gateway, {"EXERCISE_CHANNEL": "kannel"}, ["geoalert.E003"]),
        (gateways.check_exercise_gateway, {"EXERCISE_CHANNEL": "ovh"}, ["geoalert.E003"]),
        (gateways.check_channels, {"SMS_CHANNEL": "ovh", "SMS_FALLBACK_CHANNEL": "kannel"}, []),
        (gateways.check_channels, {"SMS_CHANNEL": "pigeon"}, ["geoalert.E009"]),
        (gateways.check_channels, {"SMS_CHANNEL": ""}, ["geoalert.E009"]),
        (gateways.check_channels, {"EMAIL_CHANNEL": "kannel"}, ["geoalert.E009"]),
        (gateways.check_channels, {"EMAIL_CHANNEL": "email", "SMS_FALLBACK_CHANNEL": ""}, []),
        (gateways.check_lease, {"LEASE_SECONDS": 30, "GATEWAY_TIMEOUT_SECONDS": 10, "DEMO": False}, []),
        (
            gateways.check_lease,
            {"LEASE_SECONDS": 30, "GATEWAY_TIMEOUT_SECONDS": 15, "DEMO": False},
            ["geoalert.E012"],
        ),
        (gateways.check_ovh, {"SMS_CHANNEL": "kannel", "OVH_SERVICE": ""}, []),
        (gateways.check_ovh, OVH, []),
        (gateways.check_ovh, {**OVH, "OVH_ENDPOINT": "http://eu.api.ovh.com/1.0"}, ["geoalert.E008"]),
        (gateways.check_ovh, {**OVH, "OVH_ENDPOINT": "http://10.0.0.5/1.0"}, ["geoalert.E008"]),
        (gateways.check_ovh, {**OVH, "OVH_ENDPOINT": "http://localhost:9/1.0"}, []),
        (gateways.check_real_phones, {"DEMO": True, "SMS_CHANNEL": "outbox"}, []),
        (gateways.check_real_phones, {"DEMO": False, "SMS_CHANNEL": "outbox"}, ["geoalert.E013"]),
        (gateways.check_real_phones, {"DEMO": False, "SMS_CHANNEL": "kannel"}, []),
        (
            gateways.check_real_phones,
            {"DEMO": False, "SMS_CHANNEL": "kannel", "SMS_FALLBACK_CHANNEL": "outbox"},
            ["geoalert.E013"],
        ),
        (gateways.check_passwords_are_hidden, {**SMPP, "DEMO": False}, ["geoalert.W003"]),
        (gateways.check_passwords_are_hidden, {**SMPP, "DEMO": False, "SMPP_TLS": True}, []),
        (gateways.check_passwords_are_hidden, {**SMPP, "DEMO": False, "SMPP_HOST": "127.0.0.1"}, []),
        (gateways.check_passwords_are_hidden, {**SMPP, "DEMO": True}, []),
        (gateways.check_passwords_are_hidden, {**SMTP, "DEMO": False}, ["geoalert.W003"]),
        (gateways.check_passwords_are_hidden, {**SMTP, "DEMO": False, "EMAIL_USE_TLS": True}, []),
        (gateways.check_passwords_are_hidden, {**SMTP, "DEMO": False, "EMAIL_HOST_USER": ""}, []),
        (gateways.check_ovh, {**OVH, "OVH_CONSUMER_KEY": ""}, ["geoalert.E008"]),
        (gateways.check_ovh, {**OVH, "OVH_IS_BENCH": True}, ["geoalert.E008"]),
        (
            gateways.check_ovh,
            {**OVH, "OVH_IS_BENCH": True, "OVH_ENDPOINT": "http://127.0.0.1:9/1.0"},
            [],
        ),
        (checks.check_bench_gateway, {"DEMO": True, "SMPP_IS_BENCH": True}, []),
        (checks.check_bench_gateway, {"DEMO": False, "SMPP_IS_BENCH": True}, ["geoalert.E002"]),
        (gateways.check_smpp, {"SMS_CHANNEL": "kannel", "SMPP_HOST": ""}, []),
        (gateways.check_smpp, SMPP, []),
        (gateways.check_smpp, {**SMPP, "SMPP_HOST": ""}, ["geoalert.E010"]),
        (gateways.check_smpp, {**SMPP, "SMPP_PASSWORD": "123456789"}, ["geoalert.E010"]),
        (gateways.check_smpp, {**SMPP, "SMPP_USERNAME": "x" * 16}, ["geoalert.E010"]),
        (checks.check_sender, {"SMS_SENDER": "GEOALERT"}, []),
        (checks.check_sender, {"SMS_SENDER": "ALERTE"}, ["geoalert.E004"]),
        (checks.check_sender, {"SMS_SENDER": "Colis"}, ["geoalert.E004"]),
        (checks.check_sender, {"SMS_SENDER": "ALERTE 17"}, ["geoalert.E004"]),
        (checks.check_sender, {"SMS_SENDER": "PREFECTUREDE75"}, ["geoalert.E004"]),
        (checks.check_sender, {"SMS_SENDER": "12345"}, ["geoalert.E004"]),
        (checks.check_sender, {"SMS_SENDER": "AB"}, ["geoalert.E004"]),
        (checks.check_clock, {"DEMO": False, "NOW_OFFSET_SECONDS": 60}, ["geoalert.E005"]),
        (checks.check_reply_number, {"DEMO": False, "REPLY_NUMBER": ""}, ["geoalert.W002"]),
        (checks.check_reply_number, {"DEMO": True, "REPLY_NUMBER": ""}, []),
        (checks.check_reply_number, {"DEMO": False, "REPLY_NUMBER": "36 184"}, []),
        (checks.check_reply_number, {"DEMO": False, "REPLY_NUMBER": "+33 7 00 00 00 00"}, []),
        (checks.check_reply_number, {"DEMO": False, "REPLY_NUMBER": "GEOALERT"}, ["geoalert.E007"]),
        (checks.check_demo_accounts, {"DEMO": True, "HTTPS": True}, ["geoalert.E006"]),
        (checks.check_demo_accounts, {"DEMO": False, "DEMO_ACCOUNTS": True}, ["geoalert.E006"]),
        (checks.check_demo_accounts, {"DEMO": True, "DEMO_ACCOUNTS": True, "HTTPS": False}, []),
        (checks.check_demo_accounts, {"DEMO": False, "DEMO_ACCOUNTS": False, "HTTPS": True}, []),
    ],
)
def test_a_mistake_of_configuration_has_its_id(
    settings: pytest.FixtureRequest, check: object, changes: dict[str, object], ids: list[str]
) -> None:
    settings.ALLOW_BENCH_NUMBERS = False
    for name, value in changes.items():
        setattr(settings, name, value)

    assert [error.id for error in check(None)] == ids  # type: ignore[operator]


OPERATOR = dict.fromkeys(checks.OPERATOR_DETAILS, "dit")


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({**OPERATOR, "DEMO": False}, []),
        ({**OPERATOR, "DEMO": False, "HOSTING_PROVIDER": "  "}, ["geoalert.W001"]),
        ({**OPERATOR, "DEMO": True, "HOSTING_PROVIDER": ""}, []),
    ],
)
def test_a_service_that_does_not_name_its_operator_is_warned(
    settings: pytest.FixtureRequest, changes: dict[str, object], ids: list[str]
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)

    assert [warning.id for warning in checks.check_operator(None)] == ids
