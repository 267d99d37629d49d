"""The contracted rate of a gateway: one token bucket in the database, shared by all workers of all hosts.

The bucket keeps the rate; beside it stands what left within the last second, so that no second at all sees
more than the contract. In PostgreSQL and not in the broker: a dead broker neither stops us nor breaks it.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from messaging.models import Gateway, Sending

# What a bucket holds at most, in seconds of its rate: what may leave at once after a pause.
BURST_SECONDS = 0.1
# Tokens that a priority leaves to those before it: codes pass alerts even while alerts take all there is.
LEFT_TO_OTHERS = {Sending.Priority.CODE: 0, Sending.Priority.ALERT: 1, Sending.Priority.NEWS: 2}
# A text of five parts leaves at once or not at all, however small the contract.
SMALLEST_BURST = 8.0
LONGEST_WAIT = 0.5
# A little more than one: what we let go within it arrives within less, where some calls wait for others.
SECOND = 1.01
# What leaves later than this after it was let go is counted where it leaves; less is within SECOND.
PROMPT_SECONDS = 0.005


@dataclass(frozen=True)
class Allowance:
    """How many messages may leave now; none: ask again after `wait` seconds.

    A contract counts `parts` of them at `at` (seconds, the database's clock), unless more than PROMPT_SECONDS
    pass until they leave. `asked_at` is this process's own clock (time.monotonic).
    """

    granted: int
    wait: float = 0.0
    parts: int = 0
    at: float = 0.0
    asked_at: float = 0.0


# The clock is read once the row is ours: beside FOR UPDATE it would be read before the row is waited for.
_LOCK = """
WITH bucket AS MATERIALIZED (
    SELECT tokens, refilled_at, recent FROM messaging_gateway WHERE name = %s FOR UPDATE
)
SELECT tokens, extract(epoch FROM clock_timestamp() - refilled_at)::float8, recent,
       extract(epoch FROM clock_timestamp())::float8
FROM bucket
"""

# By what was counted, and not to now: the time that the lock took is refilled the next time. The disk is not
# waited for: the group's own mark is, before a byte leaves, and brings this with it.
_TAKE = """
SET LOCAL synchronous_commit = off;
UPDATE messaging_gateway
SET tokens = %s, recent = %s, refilled_at = refilled_at + make_interval(secs => %s)
WHERE name = %s
"""

_MOVE = "SET LOCAL synchronous_commit = off; UPDATE messaging_gateway SET recent = %s WHERE name = %s"

Recent = Sequence[tuple[float, int]]


def take(gateway: str, *, wanted: int, parts: int, priority: int) -> Allowance:
    """Take tokens for up to `wanted` messages of so many parts each: a contract counts parts.

    A gateway without a rate has no bucket.
    """
    rate = settings.GATEWAY_RATES.get(gateway)
    if rate is None:
        return Allowance(wanted)
    asked_at = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        tokens, seconds, recent, now = _locked(gateway, cursor)
        at = round(now, 3)
        filled = refill(tokens, seconds=seconds, rate=rate, parts=parts)
        left = left_in_second(recent, rate=rate, parts=parts)
        granted = min(grant(filled, wanted=wanted, parts=parts, priority=priority), left // parts)
        # Of a clock that was set back, the bucket is told even where nothing may leave: it would stay empty
        # until the clock is where it was.
        if granted or seconds < 0:
            counted = sorted([*recent, (at, granted * parts)])
            cursor.execute(_TAKE, [filled - granted * parts, json.dumps(counted), seconds, gateway])
    if granted:
        return Allowance(granted, parts=granted * parts, at=at, asked_at=asked_at)
    missing = LEFT_TO_OTHERS[Sending.Priority(priority)] + parts - filled
    # A stamp is rounded: by a finer clock its second may be over already.
    wait = max(0.0, missing / rate, _until_past(recent, parts - left, at=now))
    return Allowance(0, wait=min(LONGEST_WAIT, wait))


def leave(gateway: str, allowed: Allowance) -> float:
    """Once its mark is on the disk: seconds to wait for the contract before the first call, mostly 0.

    Whom a lock or a disk held up since counts from now on, so that those who ask next see it where it is.
    """
    if not allowed.parts or time.monotonic() - allowed.asked_at < PROMPT_SECONDS:
        return 0.0
    with transaction.atomic(), connection.cursor() as cursor:
        _, _, recent, now = _locked(gateway, cursor)
        others = without(recent, (allowed.at, allowed.parts))
        wait = wait_for_room(others, parts=allowed.parts, rate=settings.GATEWAY_RATES[gateway], at=now)
        moved = sorted([*others, (round(now + wait, 3), allowed.parts)])
        cursor.execute(_MOVE, [json.dumps(moved), gateway])
    return wait


def _locked(gateway: str, cursor: Any) -> tuple[float, float, list[tuple[float, int]], float]:
    """The bucket, which nobody else takes from until we are done; made if there is none yet.

    Tokens, seconds since it was refilled, what left within SECOND, and now (by the database's clock).
    """
    cursor.execute(_LOCK, [gateway])
    found = cursor.fetchone()
    if found is None:
        # The database's own clock: the doors' may be shifted in tests.
        Gateway.objects.get_or_create(name=gateway, defaults={"refilled_at": Now()})
        cursor.execute(_LOCK, [gateway])
        found = cursor.fetchone()
    tokens, seconds, kept, now = found
    # Nobody leaves later than in a second: what does was written before the clock was set back.
    recent = [(left_at, gone) for left_at, gone in json.loads(kept) if -SECOND < left_at - now <= SECOND]
    return tokens, seconds, recent, now


def without(recent: Recent, one: tuple[float, int]) -> list[tuple[float, int]]:
    """Another host may have left in the same millisecond, with as many: of two alike, one stays."""
    at = recent.index(one) if one in recent else len(recent)
    return [*recent[:at], *recent[at + 1 :]]


def left_in_second(recent: Recent, *, rate: float, parts: int) -> int:
    """How many more parts may leave before a second saw more than `rate` of them.

    `recent` is when how many parts left within SECOND; after silence a text leaves however long it is.
    """
    if not recent:
        return max(int(rate), parts)
    return max(0, int(rate) - sum(gone for _, gone in recent))


def wait_for_room(others: Recent, *, parts: int, rate: float, at: float) -> float:
    """Seconds from `at` until a second has room for `parts` beside `others`, however long the text is.

    Whoever was held up for less than SECOND was counted by all who left meanwhile: for them there is room.
    Nobody waits longer than SECOND, while a lease runs: where several were held up for longer at once, they
    may leave together.
    """
    taken = sum(gone for _, gone in others)
    return min(SECOND, max(0.0, _until_past(others, min(taken, taken + parts - int(rate)), at=at)))


def _until_past(recent: Recent, wanted: float, *, at: float) -> float:
    """Seconds until so many parts of `recent` left a second ago; 0 where none have to."""
    past = 0
    for left_at, gone in recent if wanted > 0 else ():
        past += gone
        if past >= wanted:
            return left_at + SECOND - at
    return 0.0


def refill(tokens: float, *, seconds: float, rate: float, parts: int = 1) -> float:
    """What the bucket holds after `seconds` more: `rate` in parts a second, room for a text of `parts`."""
    room = max(SMALLEST_BURST, rate * BURST_SECONDS, parts + max(LEFT_TO_OTHERS.values()))
    return min(room, tokens + max(0.0, seconds) * rate)


def grant(tokens: float, *, wanted: int, parts: int, priority: int) -> int:
    """How many messages of `parts` parts a group of this priority gets of the tokens that are there."""
    return max(0, min(wanted, (int(tokens) - LEFT_TO_OTHERS[Sending.Priority(priority)]) // parts))
