"""`python -m tests.faults.table FILE.csv …`: what many runs gave, a line a fault (docs/reliability.md)."""

import csv
import sys
from collections import defaultdict
from pathlib import Path

HEAD = """\
| fault | injected | runs, full + short | passed | lost | twice | unknowns, most / bound | standstill |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


def lines(rows: list[dict[str, str]]) -> list[str]:
    """In the order in which they were first run; what was not run is no line."""
    runs: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in (row for row in rows if row["result"] != "not run"):
        runs[row["fault"]].append(row)
    return [_line(name, found) for name, found in runs.items()]


def _line(name: str, runs: list[dict[str, str]]) -> str:
    passed = sum(run["result"] == "passed" for run in runs)
    lost, duplicates = (sum(int(run[column]) for run in runs) for column in ("lost", "duplicates"))
    full = sum(run["length"] == "full" for run in runs)
    worst = max(runs, key=lambda run: int(run["unknowns"]))
    standstill = max(float(run["standstill"]) for run in runs)
    made = [f"{full} + {len(runs) - full}", passed, lost, duplicates]
    found = [f"{worst['unknowns']} / {worst['bound']}", f"{standstill:.1f} s"]
    cells = [f"`{name}`", runs[0]["injected"], *made, *found]
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    rows: list[dict[str, str]] = []
    for name in sys.argv[1:]:
        with Path(name).open(newline="") as stream:
            rows += csv.DictReader(stream)
    print("\n".join([HEAD, *lines(rows)]))


if __name__ == "__main__":
    main()
