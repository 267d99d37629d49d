"""Limits of classes for counts, so that a map or a grid of them can be read: few small, few large."""

from collections.abc import Sequence
from math import ceil

import numpy as np

SHARES = (0.5, 0.75, 0.9, 0.97)


def lower_limits(counts: Sequence[int], *, step: int = 1) -> list[int]:
    """At most five lower limits, ascending multiples of `step`, by the quantiles of what is not 0.

    The first is the smallest count that is not 0; the last class has no upper limit.
    """
    filled = [count for count in counts if count > 0]
    if not filled:
        return []
    limits, largest = [min(filled)], max(filled)
    for quantile in np.quantile(filled, SHARES):
        limit = max(limits[-1] + step, step * ceil(quantile / step))
        if limit <= largest:
            limits.append(limit)
    return limits


def class_of(count: int, limits: Sequence[int]) -> int:
    """0 for an empty cell, else the rank of its class, from 1."""
    return sum(count >= limit for limit in limits)
