"""A line by TLS goes to the centre that its certificate names, and to nobody else."""

import datetime
import ipaddress
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from messaging.channels.base import Outcome
from tests.messaging.smpp import point_at, submit
from tests.smsc import Smsc

pytestmark = [pytest.mark.gateway, pytest.mark.django_db]


def certificate(file: Path, address: str) -> Path:
    """A key, and a certificate for this address that it signs itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SMSC")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem)
    )
    return file


@pytest.mark.parametrize(
    ("named", "is_trusted", "outcome"),
    [
        ("127.0.0.1", True, Outcome.ACCEPTED),
        ("127.0.0.1", False, Outcome.NOT_SENT),
        ("127.0.0.2", True, Outcome.NOT_SENT),
    ],
)
def test_only_a_certificate_that_names_the_centre_is_spoken_to(
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    named: str,
    is_trusted: bool,
    outcome: Outcome,
) -> None:
    file = certificate(tmp_path / "centre.pem", named)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    centre = Smsc(tmp_path, tls=file)
    try:
        point_at(settings, centre)
        settings.SMPP_TLS = True

        outcomes = {result.outcome for result in submit(20)}
    finally:
        centre.kill()

    assert outcomes == {outcome}
    assert len(centre.submits()) == (20 if outcome == Outcome.ACCEPTED else 0)
