"""Interleaved timing: variants take turns, so that a slow minute of the machine hits them all."""

import csv
import random
import statistics
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm


class AnswersDiffer(Exception):
    """Two variants of one measure do not give the same answer; no time is worth printing."""


@dataclass
class Measure:
    """Seconds per case of each variant; the first variant named is the one whose ratios are printed."""

    name: str
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def median(self, variant: str) -> float:
        return statistics.median(self.seconds[variant])

    def p95(self, variant: str) -> float:
        ordered = sorted(self.seconds[variant])
        return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]

    def lines(self) -> list[str]:
        """Ratios first, then medians and p95 in milliseconds."""
        subject, *baselines = self.seconds
        ratios = [f"{self.median(subject) / self.median(other):.2f} × {other}" for other in baselines]
        times = [
            f"{variant} {1000 * self.median(variant):.2f}/{1000 * self.p95(variant):.2f}"
            for variant in self.seconds
        ]
        return [
            f"{self.name}: {subject} = " + (", ".join(ratios) or "no baseline"),
            "    ms, median/p95: " + ", ".join(times),
        ]

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.name.replace(' ', '-').replace(',', '')}.csv"
        with file.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["variant", "seconds"])
            for variant, times in self.seconds.items():
                writer.writerows([variant, f"{taken:.6f}"] for taken in times)


def compare(
    name: str,
    variants: dict[str, Callable[[Any], Hashable]],
    cases: Sequence[Any],
    *,
    seed: int = 1,
) -> Measure:
    """Run every variant on every case in a shuffled order; raise AnswersDiffer unless all agree."""
    rng = random.Random(seed)  # noqa: S311  an order, not a secret
    measure = Measure(name, {variant: [] for variant in variants})
    for run in variants.values():
        run(cases[0])
    for case in tqdm(cases, desc=name, disable=None, leave=False):
        answers = {}
        for variant in rng.sample(list(variants), len(variants)):
            started = time.perf_counter()
            answers[variant] = variants[variant](case)
            measure.seconds[variant].append(time.perf_counter() - started)
        if len(set(answers.values())) > 1:
            raise AnswersDiffer(f"{name}: {answers}")
    return measure
