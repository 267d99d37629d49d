"""Messages per second of one run, ratios first, with what makes them worth reading: group, load, memory."""

import csv
import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Rates:
    """Messages per second of each variant, one a round; the first variant named is the one that is judged."""

    name: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, variant: str, count: int, seconds: float) -> None:
        self.counts[variant] = count
        self.seconds.setdefault(variant, []).append(seconds)

    def rate(self, variant: str) -> float:
        """The median of the rounds."""
        return self.counts[variant] / statistics.median(self.seconds[variant])

    def lines(self) -> list[str]:
        subject, *baselines = self.seconds
        ratios = [f"{self.rate(subject) / self.rate(other):.2f} × {other}" for other in baselines]
        rates = [f"{variant} {self.rate(variant):.0f}" for variant in self.seconds]
        load, *_ = os.getloadavg()
        return [
            f"{self.name}: {subject} = " + (", ".join(ratios) or "no baseline"),
            f"    messages/s: {', '.join(rates)} (load {load:.1f})",
            *(f"    {note}" for note in self.notes),
        ]

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.name.replace(' ', '-').replace(',', '').replace('/', '-')}.csv"
        with file.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["variant", "messages", "seconds"])
            for variant, times in self.seconds.items():
                writer.writerows([variant, self.counts[variant], f"{taken:.6f}"] for taken in times)
