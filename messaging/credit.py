"""What is left of a prepaid account: when it is used up, nothing leaves any more."""

from dataclasses import dataclass

from django.conf import settings

from messaging.channels.http import Line, NoAnswer, NotGiven
from messaging.channels.ovh_api import Account, Unsigned, read_json

SECONDS = 1.0


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
    """Ask the provider, for two seconds at most; None where nothing is prepaid. Raises CreditUnknown."""
    if "ovh" not in {settings.SMS_CHANNEL, settings.SMS_FALLBACK_CHANNEL}:
        return None
    line = Line(seconds=SECONDS)
    try:
        return line.run(_ask(Account(line)))
    except (NotGiven, NoAnswer, Unsigned, KeyError, TypeError, ValueError) as error:
        raise CreditUnknown from error
    finally:
        line.close()


async def _ask(account: Account) -> Credit:
    await account.learn_time()
    answer = await account.get("")
    if answer.status != 200:
        raise CreditUnknown
    return Credit(int(read_json(answer)["creditsLeft"]))
