"""Keys, made once for this instance and kept beside its data, never in the database."""

import base64
import secrets

from geoalert.supervisor.layout import Layout, write_private
from messaging import doors

RANDOM_TEXT = ("SECRET_KEY", "RECEIPT_SECRET", "KANNEL_PASSWORD", "METRICS_TOKEN")
# What an operator or a provider gives: an empty file stands for none.
OF_THE_OPERATOR = (
    "SMPP_PASSWORD",
    "OVH_APPLICATION_SECRET",
    "OVH_CONSUMER_KEY",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_API_KEY",
)
# Without these two the numbers in the database open no more.
RANDOM_KEYS = ("ADDRESS_KEY", "ADDRESS_HASH_KEY")
# What a move to another machine takes along; the database's password is of this one's.
SAVED_KEYS = (*RANDOM_KEYS, *RANDOM_TEXT, *OF_THE_OPERATOR)


def ensure_keys(layout: Layout) -> None:
    """Make the keys that are missing; those there are never replaced (numbers would be lost)."""
    made = {name: secrets.token_urlsafe(48) for name in RANDOM_TEXT}
    made |= {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in RANDOM_KEYS}
    for name, value in made.items():
        path = layout.secrets / name
        if not path.exists():
            write_private(path, value)


def ensure_deployment_keys(layout: Layout) -> None:
    """Also what docker-compose.yml mounts: the database's password, a file for the operator's (empty), and
    the secret of the Kannel beside us, which is not told the key that it is drawn from.
    """
    ensure_keys(layout)
    made = {"DATABASE_PASSWORD": secrets.token_urlsafe(32), **dict.fromkeys(OF_THE_OPERATOR, "")}
    for name, value in made.items():
        if not (layout.secrets / name).exists():
            write_private(layout.secrets / name, value)
    write_private(
        layout.secrets / "KANNEL_DOOR_SECRET", doors.secret("kannel", key(layout, "RECEIPT_SECRET"))
    )


def key(layout: Layout, name: str) -> str:
    return (layout.secrets / name).read_text().strip()
