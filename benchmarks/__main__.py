"""`bin/geoalert bench [--size N ...] [--only A1 B1]`: ratios first, raw times in var/bench."""

import argparse
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

SIZES = (10_000, 100_000)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/geoalert bench")
    parser.add_argument("--size", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--only", nargs="+", choices=["A1", "B1"], default=["A1", "B1"])
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoalert.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    run(arguments.size, arguments.only)


def run(sizes: list[int], only: list[str]) -> None:
    # Models are importable only once Django is set up.
    from benchmarks import freeze, live_count  # noqa: PLC0415
    from benchmarks.scene import prepare  # noqa: PLC0415

    out = Path(os.environ["GEOALERT_VAR"]) / "csv"
    parts = {"A1": live_count.measure, "B1": freeze.measure}
    for size in sizes:
        print(f"-- {size} subscribers", flush=True)
        scene = prepare(size)
        for name in only:
            for measure in parts[name](scene, out=out):
                print("\n".join(measure.lines()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
