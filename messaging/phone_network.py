"""The demo's fake phones write back: one line on Kannel's second fake connection, as fakesmsc does."""

import socket

from django.conf import settings

SECONDS = 5.0


class NoNetwork(Exception):
    """Nobody listens to phones here."""


def write_back(*, number: str, text: str) -> None:
    """Send `text` from a phone of the demonstration to us, through the real gateway."""
    line = f"{number} {settings.SMS_SENDER} text {' '.join(text.split())}\n"
    try:
        with socket.create_connection(("127.0.0.1", settings.KANNEL_REPLIES_PORT), SECONDS) as phone:
            phone.sendall(line.encode())
    except OSError as error:
        raise NoNetwork from error
