"""Each gateway has a secret of its own: who runs one cannot speak for another."""

import pytest

from messaging import doors

KEY = "the key that no gateway is told"


def test_each_gateway_has_a_secret_of_its_own() -> None:
    secrets = {doors.secret(name, KEY) for name in ("kannel", "ovh")}

    assert len(secrets) == 2
    assert all(len(secret) == 64 and KEY not in secret for secret in secrets)


def test_a_door_opens_for_its_own_gateway_alone() -> None:
    assert doors.opens("kannel", doors.secret("kannel", KEY), KEY)
    assert not doors.opens("kannel", doors.secret("ovh", KEY), KEY)
    assert not doors.opens("ovh", doors.secret("kannel", KEY), KEY)


@pytest.mark.parametrize("offered", [KEY, "", "é", "\udcff", "0" * 64])
def test_nothing_else_opens_it(offered: str) -> None:
    assert not doors.opens("kannel", offered, KEY)


def test_another_key_closes_all_doors() -> None:
    assert not doors.opens("kannel", doors.secret("kannel", KEY), "another")
