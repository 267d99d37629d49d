"""OVHcloud's API: signed questions and orders, in OVHcloud's own time.

The signature is the one of OVHcloud's "First steps with the API" and of its own python-ovh: SHA-1 over
application secret, consumer key, method, full address, body and time, joined by "+", after "$1$".
The time comes from /auth/time, once a line, and goes on by our monotonic clock: a server whose clock is wrong
signs rightly all the same.
"""

import hashlib
import json
import time
from typing import Any
from urllib.parse import quote

from django.conf import settings

from messaging.channels.http import Answer, Line, NoAnswer, NotGiven


class Unsigned(Exception):
    """OVHcloud's time could not be read: nothing can be signed, and nothing was sent."""


class Account:
    """The SMS account of the settings, spoken to over one line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._ahead: float | None = None

    @property
    def address(self) -> str:
        return f"{settings.OVH_ENDPOINT}/sms/{quote(settings.OVH_SERVICE, safe='')}"

    async def learn_time(self) -> None:
        """Ask for OVHcloud's time unless it is known. Raises Unsigned."""
        if self._ahead is not None:
            return
        try:
            answer = await self._line.get(f"{settings.OVH_ENDPOINT}/auth/time", headers={})
            self._ahead = int(answer.body) - time.monotonic()
        except (NotGiven, NoAnswer, ValueError) as error:
            raise Unsigned from error

    def forget_time(self) -> None:
        """Ask again before the next group: what was signed with it was refused."""
        self._ahead = None

    async def get(self, path: str) -> Answer:
        """A question below the account. Raises NotGiven, NoAnswer."""
        return await self._line.get(self.address + path, headers=self._signed("GET", path, ""))

    async def post(self, path: str, order: dict[str, Any]) -> Answer:
        """An order below the account, once. Raises NotGiven, NoAnswer."""
        body = json.dumps(order)
        headers = {**self._signed("POST", path, body), "Content-Type": "application/json"}
        return await self._line.post(self.address + path, body.encode(), headers=headers)

    def _signed(self, method: str, path: str, body: str) -> dict[str, str]:
        if self._ahead is None:
            raise Unsigned
        at = str(int(time.monotonic() + self._ahead))
        secrets = (settings.OVH_APPLICATION_SECRET, settings.OVH_CONSUMER_KEY)
        signed = "+".join([*secrets, method, self.address + path, body, at])
        return {
            "X-Ovh-Application": settings.OVH_APPLICATION_KEY,
            "X-Ovh-Consumer": settings.OVH_CONSUMER_KEY,
            "X-Ovh-Timestamp": at,
            # Theirs to choose: SHA-1 over a secret and a time, not a store of passwords.
            "X-Ovh-Signature": "$1$" + hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest(),
        }


def read_json(answer: Answer) -> Any:
    """What the body says, or None where it is not JSON."""
    try:
        return json.loads(answer.body)
    except ValueError:
        return None
