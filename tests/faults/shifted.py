"""`python -m tests.faults.shifted SECONDS`: a dispatcher on a machine whose clock is that much wrong."""

import sys
from datetime import UTC, datetime, timedelta

import time_machine
from django.core.management import execute_from_command_line


def main() -> None:
    wrong = datetime.now(UTC) + timedelta(seconds=int(sys.argv[1]))
    # Every reading of the clock in this process, Python's own included; it goes on ticking.
    with time_machine.travel(wrong, tick=True):
        execute_from_command_line(["manage.py", "dispatcher"])


if __name__ == "__main__":
    main()
