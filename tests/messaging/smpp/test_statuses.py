"""No status of the standard is left to chance."""

import pytest
from smpplib import consts

from messaging.channels.base import Outcome
from messaging.smpp import statuses

STATUSES = {name: value for name, value in vars(consts).items() if name.startswith("SMPP_ESME_R")}
# What its name leaves open, and what is said of data_sm alone.
OPEN = {"SMPP_ESME_RUNKNOWNERR", "SMPP_ESME_RDELIVERYFAILURE"}


@pytest.mark.parametrize("name", sorted(STATUSES))
def test_every_status_of_the_standard_has_a_meaning(name: str) -> None:
    answer = statuses.read(STATUSES[name], "m-1")

    assert (answer.outcome == Outcome.UNKNOWN) == (name in OPEN)
    assert (answer.outcome == Outcome.ACCEPTED) == (name == "SMPP_ESME_ROK")
    assert answer.outcome == Outcome.ACCEPTED or f"0x{STATUSES[name]:X}" in answer.detail


@pytest.mark.parametrize("status", [0x9, 0x100, 0x400, 0x4FF, 0xFFFFFFFF])
def test_a_status_that_nobody_wrote_down_is_unknown(status: int) -> None:
    assert statuses.read(status, "").outcome == Outcome.UNKNOWN


def test_only_a_wrong_number_concerns_the_number_alone() -> None:
    personal = {name for name, status in STATUSES.items() if statuses.read(status, "m-1").personal}

    assert personal == {"SMPP_ESME_RINVDSTADR"}
