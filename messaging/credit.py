"""What is left of a prepaid account: when it is used up, nothing leaves any more.

Pages and /sante/, which anybody may call, ask for it: the provider hears of it once a minute and process.
"""

import asyncio
import time
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from messaging.channels.http import Line, NoAnswer, NotGiven
from messaging.channels.ovh_api import Account, Unsigned, read_json

SECONDS = 1.0
KEPT_SECONDS = 60.0


class CreditUnknown(Exception):
    """The provider does not say how much is left: it is away, or refuses our keys."""


@dataclass(frozen=True)
class Credit:
    """How many SMS of one part the account still pays for."""

    left: int

    @property
    def is_low(self) -> bool:
        return self.left < settings.OVH_CREDITS_LOW


def credit() -> Credit | None:
    """What the provider said within the last minute, asked for one second at most where it said nothing.

    None where nothing is prepaid. Raises CreditUnknown, for as long too.
    """
    if "ovh" not in {settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL}:
        return None
    found = _said(settings.OVH_ENDPOINT, settings.OVH_SERVICE, int(time.monotonic() // KEPT_SECONDS))
    if found is None:
        raise CreditUnknown
    return found


@lru_cache(maxsize=1)
def _said(endpoint: str, service: str, minute: int) -> Credit | None:
    """None: it is away, or refuses our keys. `minute` only makes it be asked again in the next one."""
    line = Line(seconds=SECONDS)
    try:
        return line.run(_ask(Account(line)))
    except (NotGiven, NoAnswer, Unsigned, CreditUnknown, TimeoutError, KeyError, TypeError, ValueError):
        return None
    finally:
        line.close()


async def _ask(account: Account) -> Credit:
    async with asyncio.timeout(SECONDS):
        await account.learn_time()
        answer = await account.get("")
    if answer.status != 200:
        raise CreditUnknown
    return Credit(int(read_json(answer)["creditsLeft"]))
