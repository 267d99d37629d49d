import pytest

from geoalert import checks


@pytest.mark.parametrize(
    ("check", "changes", "ids"),
    [
        (checks.check_public_link_base, {"PUBLIC_LINK_BASE": "geoalert.fr/a/"}, []),
        (checks.check_public_link_base, {"PUBLIC_LINK_BASE": "x" * 19}, ["geoalert.E001"]),
        (checks.check_bench_gateway, {"DEMO": True, "KANNEL_IS_BENCH": True}, []),
        (checks.check_bench_gateway, {"DEMO": False, "KANNEL_IS_BENCH": True}, ["geoalert.E002"]),
        (checks.check_exercise_gateway, {"EXERCISE_CHANNEL": "outbox", "SMS_CHANNEL": "outbox"}, []),
        (
            checks.check_exercise_gateway,
            {"EXERCISE_CHANNEL": "kannel", "SMS_CHANNEL": "kannel"},
            ["geoalert.E003"],
        ),
        (checks.check_sender, {"SMS_SENDER": "GEOALERT"}, []),
        (checks.check_sender, {"SMS_SENDER": "ALERTE"}, ["geoalert.E004"]),
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
