"""What is there after a run, read from outside: plain SQL, and the phone log that Kannel wrote."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg2

from messaging.phone_log import PhonePart

_ROWS = """
SELECT delivery.id, delivery.sending_id, encode(delivery.address_hash, 'hex'), delivery.state,
       delivery.resends, delivery.reason,
       count(attempt.id) AS attempts,
       count(attempt.id) FILTER (WHERE attempt.outcome = 'UNKNOWN') AS unknown_attempts,
       EXISTS (SELECT FROM messaging_receipt receipt WHERE receipt.delivery_id = delivery.id) AS receipts
FROM messaging_delivery delivery LEFT JOIN messaging_attempt attempt ON attempt.delivery_id = delivery.id
WHERE delivery.sending_id = ANY(%s) GROUP BY delivery.id
"""
# The longest time in which no row was handed over although some waited: from the freeze to the first
# call, and between two calls that follow one another.
_STANDSTILL = """
SELECT coalesce(max(extract(epoch FROM at - before)), 0)::float8 FROM (
    SELECT at, lag(at) OVER (PARTITION BY sending_id ORDER BY at) AS before FROM (
        SELECT id AS sending_id, created_at AS at FROM messaging_sending WHERE id = ANY(%(ids)s)
        UNION ALL
        SELECT delivery.sending_id, attempt.ended_at FROM messaging_attempt attempt
        JOIN messaging_delivery delivery ON delivery.id = attempt.delivery_id
        WHERE delivery.sending_id = ANY(%(ids)s)
    ) AS moments
) AS gaps
"""


@dataclass(frozen=True)
class Row:
    """One delivery as it stands. `attempts` counts network calls that were written down."""

    id: int
    sending: int
    hash: str
    state: str
    resends: int
    reason: str
    attempts: int
    unknown_attempts: int
    receipts: bool

    @property
    def was_unknown(self) -> bool:
        """It is, or was until a receipt settled it."""
        return self.state == "UNKNOWN" or self.unknown_attempts > 0 or self.reason.startswith("interrompu")


@dataclass(frozen=True)
class Frozen:
    """One sending: how many it froze, and the numbers that may receive it, by the hash of each.

    `rings` is false for an exercise: its numbers may receive nothing.
    """

    id: int
    count: int
    text: str
    numbers: dict[str, str]
    parts: int = 1
    rings: bool = True


@dataclass(frozen=True)
class Evidence:
    """Everything that the invariants look at."""

    frozen: Sequence[Frozen]
    rows: Sequence[Row]
    phones: Sequence[PhonePart]
    open_chunks: int = 0
    standstill: float = 0.0
    # How often the gateway was asked for each number, by its own record; None: it keeps none.
    asked: Counter[str] | None = None
    # Hashes of those who said STOP before their row was claimed.
    suppressed: frozenset[str] = frozenset()
    # Ids of rows that a stop had left behind when it committed.
    stopped: frozenset[int] = frozenset()
    faults: Sequence[str] = field(default=())


def rows_of(connection: psycopg2.extensions.connection, sendings: Sequence[int]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(sendings)])
        return [Row(*row) for row in cursor.fetchall()]


def open_chunks(connection: psycopg2.extensions.connection, sendings: Sequence[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM messaging_chunk WHERE sending_id = ANY(%s) AND state <> 'DONE'",
            [list(sendings)],
        )
        ((found,),) = cursor.fetchall()
    return int(found)


def standstill(connection: psycopg2.extensions.connection, sendings: Sequence[int]) -> float:
    """Seconds."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDSTILL, {"ids": list(sendings)})
        ((found,),) = cursor.fetchall()
    return float(found)
