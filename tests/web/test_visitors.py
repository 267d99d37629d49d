"""Where a request comes from."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from tests.factories import person
from web.visitors import visitor_address


@pytest.mark.parametrize(
    ("behind_proxy", "peer", "forwarded", "expected"),
    [
        (True, "10.0.0.1", "192.0.2.7", "192.0.2.7"),
        (True, "10.0.0.1", "203.0.113.9, 198.51.100.4,192.0.2.7", "192.0.2.7"),
        (True, "10.0.0.1", "", "10.0.0.1"),
        (True, "10.0.0.1", "192.0.2.7, unknown", "10.0.0.1"),
        (False, "192.0.2.8", "192.0.2.7", "192.0.2.8"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (True, "10.0.0.1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (False, "fe80::1:2%eth0", "", "fe80::"),
        (False, "::ffff:192.0.2.8", "", "192.0.2.8"),
        (False, "", "", "::"),
    ],
)
def test_the_address_is_that_of_whoever_reached_our_proxy(
    settings: Any, behind_proxy: bool, peer: str, forwarded: str, expected: str
) -> None:
    settings.TLS_PROXY = behind_proxy

    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded})

    assert visitor_address(request) == expected


@pytest.mark.django_db
def test_wrong_passwords_behind_a_proxy_lock_out_whoever_typed_them_alone(
    settings: Any, client: Client
) -> None:
    settings.TLS_PROXY = True
    person("alice", None)

    def sign_in(address: str) -> int:
        body = {"username": "alice", "password": "faux"}
        headers = {"X-Forwarded-For": address}
        return client.post("/poste/connexion/", body, headers=headers).status_code

    stranger = [sign_in("192.0.2.1") for _ in range(settings.AXES_FAILURE_LIMIT + 1)]

    assert stranger[-1] == 429
    assert sign_in("192.0.2.2") != 429
